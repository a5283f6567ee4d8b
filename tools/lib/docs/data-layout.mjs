/**
 * `docs/data-layout.md`: what lies where in a lake, from the declarations of `@assay/schemas`. Every
 * name shown is made by the function that names the real files.
 *
 * @param {any} schemas what `@assay/schemas` exports
 */
export function dataLayoutPage(schemas) {
  const datasets = schemas.DATASETS;
  return [
    '# Data layout',
    'What lies where in a lake, and what the columns mean. A lake is one folder or one bucket prefix' +
      ' (`DATA_ROOT`); every path below starts there.',
    '## Names',
    names(schemas),
    '## Datasets',
    'Times are int64 nanoseconds since 1970, UTC. Partition dates and hours are UTC, computed from' +
      ' `ts_event_ns` by integer arithmetic. A column that may not be NULL has to be in every event;' +
      ' what does not fit becomes a dead letter. Unknown fields are ignored and counted.',
    ...['bronze', 'silver', 'gold'].flatMap((tier) => {
      const own = datasets.filter((dataset) => dataset.tier === tier);
      return own.length === 0 ? [] : own.map(schemas.datasetMarkdown);
    }),
    '## System columns',
    'Every Bronze row carries these after its dataset’s own; readers hide them unless asked.',
    schemas.columnsMarkdown(schemas.SYSTEM_COLUMNS),
    'Every Silver row carries one after its dataset’s own; readers hide it unless asked.',
    schemas.columnsMarkdown([schemas.ORDINAL_COLUMN]),
    `A message holds at most ${schemas.MAX_EVENTS_PER_MESSAGE.toLocaleString('en-US')} events. A` +
      ` producer names its deliveries by the headers \`${schemas.RUN_HEADER}\` and` +
      ` \`${schemas.RUN_POSITION_HEADER}\`; without them \`_run\` and \`_run_pos\` are NULL.`,
    '## Dead letters',
    'An event that cannot become a row is kept with its reason and its bytes.',
    schemas.columnsMarkdown(schemas.DEAD_LETTER_COLUMNS),
    reasons(schemas.DEAD_LETTER_REASONS),
    '## Order and identity',
    orders(schemas),
  ].join('\n\n');
}

/** One line a kind of name: its form by example, and what its parts say. */
function names(schemas) {
  const { bronzeFileName, deadLetterKey, ledgerEntryKey, placeFolder, placeOf, shardTag } = schemas;
  const { stocksTrades, optionsGreeksSnapshots, encodePartitionValue } = schemas;
  const { ledgerCheckpointKey, ledgerLeaseKey, ledgerSegmentKey } = schemas;
  const printNs = 1_765_895_412_345_678_901n;
  const batch = { shardTag: shardTag('market'), epoch: 1, from: 42n, to: 1041n };
  const file = bronzeFileName(batch, printNs);
  const rebuilt = bronzeFileName({ ...batch, recoveryFence: 7 }, printNs);
  const hour = schemas.hourIndexOf(printNs);
  const rows = [
    [`${placeFolder(placeOf(stocksTrades, 'SPY', hour))}/${file}`, 'a Bronze file of one hour'],
    [
      `${placeFolder(placeOf(optionsGreeksSnapshots, 'SPY', hour))}/${file}`,
      'of a dataset without hour folders',
    ],
    [rebuilt, 'the name of a file that a later writer, of fence 7, had to rebuild'],
    [deadLetterKey('market', 1, 42n, 1041n), 'the dead letters of the same batch'],
    [ledgerEntryKey('bronze', 'market', 17), 'entry 17 of the shard’s commit log'],
    [
      ledgerSegmentKey('bronze', 'market', { from: 1, to: 10_000 }),
      'its entries 1 to 10,000, one a line: their own files are removed then, but for claims',
    ],
    [ledgerCheckpointKey('bronze', 'market'), 'what the log comes to, for a short start; may go'],
    [ledgerLeaseKey('bronze', 'market'), 'who writes the shard now; advice to standbys'],
    [
      `${placeFolder(placeOf(stocksTrades, 'SPY', hour), 'silver')}/${schemas.SILVER_FILE_NAME}`,
      'the one Silver file of an hour',
    ],
    [
      schemas.silverEntryKey(stocksTrades, schemas.dateOfHour(hour), 3),
      'entry 3 of what Silver records of a dataset’s date: what its hours were made of',
    ],
  ];
  const table = ['| Example | What it is |', '| --- | --- |'].concat(
    rows.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
  );
  const hostile = ['../x', 'a/b', '%2F', '.x', 'NULL'].map(
    (value) => `\`${value}\` → \`${encodePartitionValue(value)}\``,
  );
  return [
    table.join('\n'),
    `In a Bronze name, \`${schemas.timeOfDayName(printNs)}\` is the event time (UTC) of the file’s first` +
      ` row, \`${batch.shardTag}\` the first 8 hex digits of SHA-256 of the shard’s name, \`e1\` the epoch,` +
      ' then the first and last log sequence of the batch. Nothing in it comes from a wall clock.',
    'A partition value is the row’s own value. Bytes other than `A–Z a–z 0–9 . _ -` are' +
      ` percent-encoded, as is a first character that could mislead a reader: ${hostile.join(', ')}.` +
      ' Readers of plain Parquet may pass `hive_types_autocast=false`, so that a lake of numeric' +
      ' symbols keeps them text.',
  ].join('\n\n');
}

function reasons(all) {
  const rows = Object.entries(all).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`);
  return ['| Reason | Meaning |', '| --- | --- |', ...rows].join('\n');
}

function orders(schemas) {
  const datasets = [...schemas.DATASETS].sort((a, b) => a.crossOrder - b.crossOrder);
  const rows = datasets.map(
    (dataset) => `| \`${dataset.id}\` | \`${schemas.totalOrderTerms(dataset).join(', ')}\` |`,
  );
  return [
    'Rows of a Bronze file are sorted by the terms below, then by `_run`, `_run_pos` and `_pos`. Text' +
      ' compares by its UTF-8 bytes. Datasets are listed in the order that their events come in at one' +
      ' and the same instant.',
    ['| Dataset | Total order |', '| --- | --- |', ...rows].join('\n'),
    '`event_id` is the MD5 of the key columns joined by `|`: integers in decimal, prices as integer' +
      ' nano-units, NULL as nothing.',
  ].join('\n\n');
}

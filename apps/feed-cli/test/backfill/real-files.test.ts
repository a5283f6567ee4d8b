import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileInput, openDbn } from '@assay/feeds';
import { eventId, futuresMbp10, type AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { eventOf, plainRows, runPositions, type LakeRow } from '../support/lake.js';
import { hasRealData, realFile } from '../support/real-data.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MINUTES = '2024-07-01T23-58_2024-07-02T00-02.dbn.zst';
const ES_BOOKS = realFile('es-mbp1-2024-07-01', `futures_mbp-1_${MINUTES}`);
const ES_TRADES = realFile('es-mbp1-2024-07-01', `futures_trades_${MINUTES}`);

const ES_ORDERS = ['20231224', '20231225'].map((day) =>
  realFile('es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`),
);

const sample = (dataset: string, schema: string) =>
  realFile('databento-samples', dataset, `test_data.${schema}.dbn.zst`);
const SAMPLES = [
  ...['GLBX.MDP3', 'XNAS.ITCH'].flatMap((dataset) =>
    ['trades', 'mbp-10', 'tbbo'].map((schema) => sample(dataset, schema)),
  ),
  ...['trades', 'tbbo'].map((schema) => sample('OPRA.PILLAR', schema)),
];
const CONFORMANCE = ['trades', 'mbp-10', 'mbp-1', 'tbbo'].flatMap((schema) =>
  ['.dbn', '.dbz', '.v1.dbn.zst', '.v2.dbn.zst', '.v3.dbn.zst'].map((end) =>
    realFile('dbn-conformance', `test_data.${schema}${end}`),
  ),
);

const FOLDERS = {
  'futures.trades.v1': 'bronze/futures/trades',
  'futures.mbp10.v1': 'bronze/futures/mbp10',
  'stocks.trades.v1': 'bronze/stocks/trades',
  'stocks.quotes.v1': 'bronze/stocks/quotes',
  'options.trades.v1': 'bronze/options/trades',
} as const;

/** What the decoder says of the files, by dataset. */
async function decoded(files: readonly string[]): Promise<Map<string, AnyRow[]>> {
  const rows = new Map<string, AnyRow[]>();
  for (const file of files) {
    for await (const batch of await openDbn(fileInput(file))) {
      rows.set(batch.dataset.id, [...(rows.get(batch.dataset.id) ?? []), ...batch.rows]);
    }
  }
  return rows;
}

/** Rows as text, in an order of their own, so that two lists can be held against each other. */
function sorted(rows: readonly LakeRow[]): string[] {
  return rows
    .map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name}=${typeof value} ${String(value)}`)
        .sort()
        .join(' '),
    )
    .sort();
}

/** Every value of Bronze is the decoder's, and each event is there once. */
async function expectSameValues(root: string, files: readonly string[]): Promise<void> {
  const expected = await decoded(files);
  for (const [id, folder] of Object.entries(FOLDERS)) {
    const rows = await plainRows(join(root, folder));
    expect(runPositions(rows).size).toBe(rows.length);
    const wanted = (expected.get(id) ?? []).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? null])),
    );
    expect(sorted(rows.map(eventOf)), id).toEqual(sorted(wanted));
  }
}

describe.skipIf(!hasRealData)('backfill of real files [real data]', () => {
  it('stores the ES books and trades over a midnight, every value as decoded', async () => {
    const folder = await temporaryFolder();
    const args = ['backfill', '--format', 'dbn', '--json', ES_BOOKS, ES_TRADES];
    const { code, stdout, stderr } = await runHere(folder, args);
    expect([code, stderr]).toEqual([0, '']);
    const result = resultOf({ stdout, stderr });
    expect(result.rows).toEqual({ 'futures.mbp10.v1': 2288, 'futures.trades.v1': 120 });
    expect(result.dead_letters).toBe(0);
    await expectSameValues(`${folder}/lake`, [ES_BOOKS, ES_TRADES]);

    const again = resultOf(await runHere(folder, args));
    expect(again.rows).toEqual({});
    expect(again.files.map((file) => file.digest)).toEqual(result.files.map((file) => file.digest));
    expect(again.files.map((file) => file.events_already_stored)).toEqual([2288, 120]);
    await expectSameValues(`${folder}/lake`, [ES_BOOKS, ES_TRADES]);
  });

  it('stores the books and trades of two days of ES orders, their one snapshot as one event', async () => {
    const folder = await temporaryFolder();
    const args = ['backfill', '--format', 'dbn', '--json', ...ES_ORDERS];
    const { rows, dead_letters: deadLetters } = resultOf(await runHere(folder, args));
    expect(rows).toEqual({ 'futures.mbp10.v1': 37_065, 'futures.trades.v1': 2973 });
    expect(deadLetters).toBe(0);
    await expectSameValues(`${folder}/lake`, ES_ORDERS);
    const books = await plainRows(join(folder, 'lake', FOLDERS['futures.mbp10.v1']));
    const snapshots = books.filter((row) => row.is_snapshot === true).map(eventOf);
    expect(snapshots.length).toBe(2);
    const ids = snapshots.map((row) => eventId(futuresMbp10, row as AnyRow));
    expect(new Set(ids).size).toBe(1);
  }, 60_000);

  it('stores the samples of GLBX, XNAS and OPRA, every value as decoded', async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await runHere(folder, ['backfill', '--format', 'dbn', ...SAMPLES]);
    expect(code, stderr).toBe(0);
    await expectSameValues(`${folder}/lake`, SAMPLES);
  });

  it('stores DBN 1 to 3 and legacy DBZ, plain and compressed, every value as decoded', async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await runHere(folder, ['backfill', '--format', 'dbn', ...CONFORMANCE]);
    expect(code, stderr).toBe(0);
    await expectSameValues(`${folder}/lake`, CONFORMANCE);
  });

  it('refuses what it does not read by name, and stores the others of the same call', async () => {
    const folder = await temporaryFolder();
    const refused = [
      [realFile('dbn-conformance', 'test_data.ohlcv-1d.v3.dbn.zst'), 'schema "ohlcv-1d"'],
      [sample('GLBX.MDP3', 'statistics'), 'schema "statistics"'],
      [sample('OPRA.PILLAR', 'cbbo-1s'), 'schema "cbbo-1s"'],
    ];
    const files = [refused[0][0], ES_TRADES, ...refused.slice(1).map(([file]) => file)];
    const ended = await runHere(folder, ['backfill', '--format', 'dbn', '--json', ...files]);
    expect(ended.code).toBe(2);
    const { error } = resultOf<Failed>(ended);
    expect(error.code).toBe('BAD_INPUT');
    for (const [file, words] of refused) {
      expect(error.details?.unread.find((each) => each.file === file)?.error).toContain(words);
      expect(ended.stderr).toContain(file);
    }
    await expectSameValues(`${folder}/lake`, [ES_TRADES]);
  });

  it('takes the folder of samples, and names what holds no events', async () => {
    const folder = await temporaryFolder();
    const samples = realFile('databento-samples');
    const ended = await runHere(folder, ['backfill', '--format', 'dbn', '--json', samples]);
    expect(ended.code, ended.stderr).toBe(0);
    const { unread, without_events: without } = resultOf(ended);
    expect(unread).toEqual([]);
    expect(without.map(({ file }) => file)).toEqual([
      sample('GLBX.MDP3', 'definition'),
      sample('GLBX.MDP3', 'statistics'),
      sample('OPRA.PILLAR', 'cbbo-1s'),
      sample('OPRA.PILLAR', 'definition'),
      sample('OPRA.PILLAR', 'statistics'),
      sample('XNAS.ITCH', 'definition'),
    ]);
  });

  it('names the run of options by what their definitions hold, not by their path', async () => {
    const folder = await temporaryFolder();
    const copy = join(folder, 'definitions.dbn.zst');
    const stored = async (...settings: string[]) => {
      const trades = sample('OPRA.PILLAR', 'trades');
      const args = ['backfill', '--format', 'dbn', '--json', ...settings, trades];
      return resultOf(await runHere(folder, args)).files[0].events_already_stored;
    };
    await copyFile(sample('OPRA.PILLAR', 'definition'), copy);
    expect(await stored('--definitions', sample('OPRA.PILLAR', 'definition'))).toBe(0);
    expect(await stored('--definitions', copy)).toBe(4);
    expect(await stored()).toBe(0);
  });

  it('stores only the symbols asked for, and the trades of books where asked', async () => {
    const folder = await temporaryFolder();
    const args = ['backfill', '--format', 'dbn', '--json', '--trades-from-books', ES_BOOKS];
    const { rows } = resultOf(await runHere(folder, args));
    expect(rows).toEqual({ 'futures.mbp10.v1': 2288, 'futures.trades.v1': 120 });
    const none = await runHere(folder, [
      ...['backfill', '--format', 'dbn', '--symbol', 'NQU4', ES_TRADES],
    ]);
    expect(none.code).toBe(0);
    expect(none.stderr).toContain('no record has the symbol asked for: NQU4');
  });
});

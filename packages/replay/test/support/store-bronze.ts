import { readFile, writeFile } from 'node:fs/promises';
import type { EventLog, LogMessage } from '@assay/bus';
import { openCommitSession, type CommitSession, type StagedFile } from '@assay/ledger';
import {
  createFramer,
  NdjsonBuffer,
  openQuerySession,
  readMessageRun,
  RowMembers,
  writeSortedParquet,
  type QuerySession,
} from '@assay/query';
import {
  bronzeColumns,
  bronzeFileName,
  bronzeFileOrder,
  createDatasetRegistry,
  messageFingerprint,
  partitionPath,
  placeFolder,
  placeOf,
  positionDigest,
  positionOf,
  sha256Hex,
  shardTag,
  type PartitionPlace,
} from '@assay/schemas';
import { createStaging, type ObjectStore, type Staging } from '@assay/storage';

interface Hour {
  readonly place: PartitionPlace;
  readonly lines: NdjsonBuffer;
  readonly positions: bigint[];
}

/** A real Bronze tier of a log's messages, for a package that may not import Bronze. */
export interface StoredLog extends AsyncDisposable {
  /** Stores what the log holds, up to a sequence (default: all), in batches of so many messages. */
  store(to?: bigint, batchMessages?: number): Promise<bigint>;
  close(): Promise<void>;
}

const registry = createDatasetRegistry();

export async function openStoredLog(
  store: ObjectStore,
  stagingFolder: string,
  shard: string,
  log: EventLog,
): Promise<StoredLog> {
  const staging = createStaging({ folder: stagingFolder, owner: `bronze-${shard}` });
  const engine = await openQuerySession({ threads: 1 });
  const session = await openCommitSession({
    store,
    tier: 'bronze',
    shard,
    writer: `writer-${shard}`,
    log: () => log.state(),
    markAt: (sequence) => log.markAt(sequence),
    rebuild: () => Promise.reject(new Error('expected no unfinished batch')),
  });
  const close = async () => {
    await session.close();
    engine.close();
    await staging.close();
  };
  return {
    store: async (to, batchMessages = 200) => {
      const end = to ?? (await log.state()).lastSequence;
      let batch: LogMessage[] = [];
      for await (const group of log.read(session.state.committedTo + 1n)) {
        for (const message of group.filter(({ sequence }) => sequence <= end)) {
          batch.push(message);
          if (batch.length === batchMessages) {
            await commit(session, engine, staging, shard, batch);
            batch = [];
          }
        }
      }
      if (batch.length > 0) {
        await commit(session, engine, staging, shard, batch);
      }
      return session.state.committedTo;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function commit(
  session: CommitSession,
  engine: QuerySession,
  staging: Staging,
  shard: string,
  messages: readonly LogMessage[],
): Promise<void> {
  const hours = new Map<string, Hour>();
  const members = new RowMembers();
  const framer = createFramer(registry);
  let rows = 0;
  for (const message of messages) {
    const { run } = readMessageRun(message.headers);
    members.begin(message.sequence, run);
    framer.frame(message, {
      row: ({ dataset, partition, hourIndex }, index, bytes, start, end) => {
        const place = placeOf(dataset, partition, hourIndex);
        const path = `${dataset.id}/${partitionPath(place)}`;
        const hour = hours.get(path) ?? { place, lines: new NdjsonBuffer(), positions: [] };
        hours.set(path, hour);
        hour.lines.appendRow(members, index, bytes, start, end);
        hour.positions.push(positionOf(message.sequence, index));
        rows += 1;
      },
      deadLetter: ({ detail }) => {
        throw new Error(`expected rows alone, was a dead letter: ${detail}`);
      },
    });
  }
  const last = messages[messages.length - 1];
  const range = { from: messages[0].sequence, to: last.sequence };
  const files: StagedFile[] = [];
  for (const hour of hours.values()) {
    files.push(
      await buildFile(engine, staging, hour, { shard, epoch: session.state.epoch, ...range }),
    );
  }
  const { subject, headers, bytes } = last;
  await session.commitBatch({
    ...range,
    delivered: messages.length,
    events: rows,
    rows,
    deadLetters: 0,
    gaps: [],
    files,
    closeReason: 'events',
    last: { sequence: last.sequence, sha256: messageFingerprint(subject, headers, bytes) },
    runs: [],
    decodeFingerprint: 'test',
    configFingerprint: 'test',
  });
}

async function buildFile(
  engine: QuerySession,
  staging: Staging,
  { place, lines, positions }: Hour,
  batch: {
    readonly shard: string;
    readonly epoch: number;
    readonly from: bigint;
    readonly to: bigint;
  },
): Promise<StagedFile> {
  const { dataset } = place;
  const path = await staging.path('rows.parquet');
  await writeFile(`${path}.ndjson`, Buffer.concat([...lines.pieces()]));
  const written = await writeSortedParquet(engine, {
    ndjsonFile: `${path}.ndjson`,
    rows: lines.rows,
    longestLine: lines.longestLine,
    columns: bronzeColumns(dataset),
    orderBy: bronzeFileOrder(dataset),
    rowGroupRows: dataset.rowGroupRows,
    file: path,
    footer: { 'assay.dataset': dataset.id },
  });
  const { minTsEventNs = 0n, maxTsEventNs = 0n } = written;
  const name = bronzeFileName({ ...batch, shardTag: shardTag(batch.shard) }, minTsEventNs);
  return {
    key: `${placeFolder(place, 'bronze')}/${name}`,
    kind: 'rows',
    dataset: dataset.id,
    partition: partitionPath(place),
    rows: written.rows,
    bytes: written.bytes,
    sha256: sha256Hex(await readFile(path)),
    positionDigest: positionDigest(positions),
    minTsEventNs,
    maxTsEventNs,
    path,
  };
}

import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import {
  inspectChain,
  type CommitEntry,
  type LedgerEntry,
  type RetireEntry,
  type SealEntry,
} from '@assay/ledger';
import { openQuerySession, type QuerySession } from '@assay/query';
import {
  encodeLedgerEntry,
  futuresTrades,
  ledgerEntryKey,
  positionDigest,
  sha256Hex,
  sqlText,
  stocksTrades,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { onTestFinished } from 'vitest';
import { createBronzeWriter, verifyBronze, type VerifyOptions } from '../../src/index.js';
import { futuresTrade, HALF_PAST_TWO_NS, message, text } from '../support/market-rows.js';
import { scratchFolder } from '../support/scene.js';

/** A lake that a test may damage. */
export interface Lake {
  readonly root: string;
  readonly store: ObjectStore;
}

/**
 * A small lake of three batches, by the real writer and each by a process of its own: two futures in two
 * hours, a stock, and dead letters. Entries: claim, epoch, intent, commit, then claim, intent, commit
 * twice. The log it was made from stays at `<folder>/wal`.
 */
export async function smallLake(folder: string): Promise<Lake> {
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  for (let batch = 0; batch < 3; batch += 1) {
    const log = await openEmbeddedLog({ root: join(folder, 'wal') });
    const writer = createBronzeWriter({
      log: log.market,
      store,
      shard: 'market',
      stagingFolder: localStagingFolder(root),
      limits: { maxSeconds: 3_600 },
      query: { threads: 1 },
    });
    await writer.start();
    await fillBatch(log, batch);
    await writer.stop();
    await log.close();
  }
  return { root, store };
}

async function fillBatch(log: EmbeddedLog, batch: number): Promise<void> {
  const at = batch * 1_000;
  const trades = [1, 2, 3].map((offset) => futuresTrade(at + offset));
  await log.append(message(futuresTrades, trades, { run: 'feed', first: batch * 10 }));
  const other = [at + 4, at + 3_600_000_000_000];
  await log.append(
    message(
      futuresTrades,
      other.map((offset) => futuresTrade(offset, { symbol: 'NQZ4' })),
    ),
  );
  await log.append(text('market.futures.trades', '{"no":"trade"}\nnor this'));
  const time = HALF_PAST_TWO_NS + BigInt(at);
  await log.append(
    message(stocksTrades, [
      {
        ts_event_ns: time,
        ts_recv_ns: time,
        source: 'SIP',
        symbol: 'SPY',
        price: 600.5,
        size: 100,
        exchange: 4,
        seq: null,
        conditions: null,
      },
    ]),
  );
}

/** A copy of a lake to damage. */
export async function copyOf({ root }: Lake): Promise<Lake> {
  const folder = join(await scratchFolder(), 'lake');
  await cp(root, folder, { recursive: true });
  return { root: folder, store: createLocalStore({ root: folder }) };
}

/** What verification finds, as `kind object` lines. */
export async function problemsOf({ store }: Lake, options: Partial<VerifyOptions> = {}) {
  const { problems } = await verifyBronze({ store, ...options });
  return [...new Set(problems.map(({ kind, object }) => `${kind} ${object}`))];
}

export const entryKey = (number: number) => ledgerEntryKey('bronze', 'market', number);

/** The log's entries; only for logs that are whole. */
export async function entriesOf({ store }: Lake): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  for await (const { entry } of inspectChain(place, () => undefined)) {
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

export async function commitsOf(lake: Lake): Promise<CommitEntry[]> {
  return (await entriesOf(lake)).filter((entry) => entry.kind === 'commit');
}

/** Writes an entry's bytes as a writer would, whatever was there. */
async function putEntry({ root }: Lake, entry: LedgerEntry): Promise<string> {
  const bytes = encodeLedgerEntry(entry);
  await writeFile(join(root, entryKey(entry.number)), bytes);
  return sha256Hex(bytes);
}

/** Adds a seal or a retirement at the log's end, as a process that does not own the shard would. */
export async function addEntry(
  lake: Lake,
  more:
    | Pick<SealEntry, 'kind' | 'reason' | 'place' | 'files'>
    | Pick<RetireEntry, 'kind' | 'dates' | 'certificate_sha256' | 'files'>,
): Promise<void> {
  const [last] = (await entriesOf(lake)).slice(-1);
  const { format, tier, shard, fence } = last;
  const head = { format, tier, shard, fence, writer: 'somebody', number: last.number + 1 };
  await putEntry(lake, { ...head, prev_sha256: sha256Hex(encodeLedgerEntry(last)), ...more });
}

/**
 * Rewrites entries as a forger would. With `relink` every later entry is linked anew, so that the chain
 * holds; without, only the bytes of the edited ones change.
 */
export async function forgeEntries(
  lake: Lake,
  edit: (entry: LedgerEntry) => LedgerEntry,
  { relink }: { readonly relink: boolean },
): Promise<void> {
  let previous: string | undefined;
  for (const entry of await entriesOf(lake)) {
    const linked = relink && previous !== undefined ? { ...entry, prev_sha256: previous } : entry;
    previous = await putEntry(lake, edit(linked));
  }
  if (relink) {
    await removeWitness(lake);
  }
}

/** Takes the checkpoint away, which vouches for the log's end and is only ever advisory. */
export const removeWitness = ({ root }: Lake) =>
  rm(join(root, '_lake/bronze/market/checkpoint.json'), { force: true });

/** Rewrites a Parquet file by SQL over its rows, footer and order kept. */
export async function rewriteFile(lake: Lake, key: string, select: string): Promise<void> {
  const path = join(lake.root, key);
  const session = await engine();
  const values = await session.rows(
    `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${sqlText(path)})`,
  );
  const footer = values.map(
    ({ key: name, value }) => `${sqlText(String(name))}: ${sqlText(String(value))}`,
  );
  await session.run(
    `COPY (${select.replaceAll('FILE', `read_parquet(${sqlText(path)}, hive_partitioning = false)`)})
     TO ${sqlText(`${path}.new`)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${footer.join(', ')}})`,
  );
  await rename(`${path}.new`, path);
}

/** Makes intent and commit say what a rewritten file holds now, and links the log anew. */
export async function adoptForgery(lake: Lake, key: string): Promise<void> {
  const path = join(lake.root, key);
  const bytes = await readFile(path);
  const rows = await (
    await engine()
  ).rows(`SELECT "_pos" FROM read_parquet(${sqlText(path)}, hive_partitioning = false) ORDER BY 1`);
  const positions = rows.map((row) => row['_pos'] as bigint);
  const forged = {
    rows: rows.length,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    position_digest:
      new Set(positions).size === positions.length
        ? positionDigest(positions)
        : sha256Hex(new Uint8Array(BigInt64Array.from(positions).buffer)),
  };
  await forgeEntries(
    lake,
    (entry) => {
      if (entry.kind !== 'intent' && entry.kind !== 'commit') return entry;
      const file = entry.files.find((each) => each.key === key);
      if (file === undefined) return entry;
      const more = forged.rows - file.rows;
      const counts =
        entry.kind === 'intent'
          ? { events: entry.events + more }
          : { events: entry.events + more, rows: entry.rows + more };
      const files = entry.files.map((each) => (each === file ? { ...each, ...forged } : each));
      return { ...entry, ...counts, files } as LedgerEntry;
    },
    { relink: true },
  );
}

async function engine(): Promise<QuerySession> {
  const session = await openQuerySession({ threads: 1 });
  onTestFinished(() => {
    session.close();
  });
  return session;
}

import { BACKFILL_LIMITS, createShardKeeper, type BatchLimits } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import {
  encodeBatch,
  feedFormat,
  fileInput,
  runMessages,
  type EventLine,
  type FeedMessage,
  type FeedSettings,
} from '@assay/feeds';
import {
  encodeRow,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';

/** Events of one producer's run, as they are sent. */
export interface RunOfEvents {
  readonly dataset: Dataset;
  /** Undefined: a producer that names none. */
  readonly run: string | undefined;
  /** Ordinal of the first line in its run (default 0). */
  readonly firstOrdinal?: number;
  readonly lines: readonly EventLine[];
}

/** How events are sent and stored. */
export interface StoreOptions {
  readonly limits?: Partial<BatchLimits>;
  /** Events of one message (default 1,000). */
  readonly perMessage?: number;
  /** The lake (default: the one in the folder). */
  readonly store?: ObjectStore;
}

const MAX_MESSAGE_BYTES = 512 * 1024;

/**
 * Sends runs one after the other through the log of the lake in `folder` into its Bronze tier, as a
 * service would; what was sent before is sent once more.
 */
export async function storeRuns(
  folder: string,
  runs: readonly RunOfEvents[],
  { limits = {}, perMessage = 1_000, store }: StoreOptions = {},
): Promise<void> {
  const root = `${folder}/lake`;
  const log = await openEmbeddedLog({ root: `${folder}/wal` });
  const keeper = createShardKeeper({
    log: log.market,
    store: store ?? createLocalStore({ root }),
    shard: 'market',
    whileTaken: 'refuse',
    stagingFolder: localStagingFolder(root),
    limits: { ...BACKFILL_LIMITS, ...limits },
  });
  try {
    await keeper.start();
    for (const { dataset, run, firstOrdinal = 0, lines } of runs) {
      const limited = { maxEvents: perMessage, maxBytes: MAX_MESSAGE_BYTES };
      const named = runMessages(dataset, run ?? '', firstOrdinal, lines, limited);
      const messages = run === undefined ? named.map(withoutRun) : named;
      for (let from = 0; from < messages.length; from += 64) {
        await Promise.all(
          messages.slice(from, from + 64).map((message) => log.market.append(message)),
        );
      }
    }
    await keeper.flushAll();
  } finally {
    await keeper.stop();
    await log.close();
  }
}

function withoutRun(message: FeedMessage): FeedMessage {
  const { [RUN_HEADER]: _run, [RUN_POSITION_HEADER]: _position, ...headers } = message.headers;
  return { ...message, headers };
}

/** The rows of a feed's file, by dataset. */
export async function rowsOfFile(
  format: string,
  path: string,
  settings: FeedSettings = {},
): Promise<Map<Dataset, AnyRow[]>> {
  const rows = new Map<Dataset, AnyRow[]>();
  for await (const batch of await feedFormat(format).open(fileInput(path), settings)) {
    rows.set(batch.dataset, [...(rows.get(batch.dataset) ?? []), ...batch.rows]);
  }
  return rows;
}

/** The lines of a feed's file, by dataset. */
async function linesOfFile(
  format: string,
  path: string,
  settings: FeedSettings = {},
): Promise<Map<Dataset, string[]>> {
  const lines = new Map<Dataset, string[]>();
  for await (const batch of await feedFormat(format).open(fileInput(path), settings)) {
    const own = lines.get(batch.dataset) ?? [];
    lines.set(batch.dataset, own);
    for (const line of encodeBatch(batch)) {
      own.push(line);
    }
  }
  return lines;
}

/** A file's events as one run a dataset. */
export async function fileRuns(
  format: string,
  path: string,
  run: string,
  settings: FeedSettings = {},
): Promise<RunOfEvents[]> {
  const lines = await linesOfFile(format, path, settings);
  return [...lines].map(([dataset, own]) => ({
    dataset,
    run: `${run}/${dataset.name}`,
    lines: own,
  }));
}

/** Rows as the lines that a producer sends. */
export function linesOf(dataset: Dataset, rows: readonly AnyRow[]): string[] {
  return rows.map((row) => encodeRow(dataset, row));
}

import {
  openCommitSession,
  readLedger,
  retireFiles,
  sealFiles,
  type CommitSession,
  type CommittedFile,
  type ListedFile,
} from '@assay/ledger';
import { openQuerySession, type QuerySession } from '@assay/query';
import {
  createDatasetRegistry,
  DATASETS,
  parsePlace,
  sha256Hex,
  type Dataset,
} from '@assay/schemas';
import { createStaging, type ObjectStore } from '@assay/storage';
import { buildBronzeFiles, type BronzeRow } from './bronze-files.js';

/** How to make a lake. */
export interface BronzeLakeOptions {
  readonly store: ObjectStore;
  /** On the store's disk for a local one: `localStagingFolder(root)`. */
  readonly stagingFolder: string;
}

/** How rows are added. */
export interface AddOptions {
  /** Default `market`. */
  readonly shard?: string;
  /** How many rows share a message, which decides their `_pos` (default: as many as fit). */
  readonly eventsPerMessage?: number;
}

/**
 * A real Bronze tier for tests of tiers that may not import Bronze: Parquet files like Bronze's, committed
 * by real sessions of the ledger. Every shard has a session of its own, opened when it is first used.
 */
export interface BronzeLake extends AsyncDisposable {
  readonly store: ObjectStore;
  /** Commits the rows as one batch: a file a partition value and hour. Later ones are late files. */
  add(
    dataset: Dataset,
    rows: readonly BronzeRow[],
    options?: AddOptions,
  ): Promise<readonly CommittedFile[]>;
  /** The log of a shard is made anew: what is added from now on is of the next epoch. */
  nextEpoch(shard?: string): Promise<void>;
  /** Retires committed files (a `retire` entry) and removes them, unless `keep`. */
  retire(files: readonly ListedFile[], options?: { shard?: string; keep?: boolean }): Promise<void>;
  /** Copies committed files to another lake, seals them as archived there, and removes them here. */
  archive(files: readonly ListedFile[], to: ObjectStore, shard?: string): Promise<void>;
  /** Every committed file of a shard that was not retired. */
  files(shard?: string): Promise<readonly CommittedFile[]>;
  close(): Promise<void>;
}

const MARKET = 'market';
/** More than a test ever appends. */
const LAST_SEQUENCE = 1n << 40n;
const MOST_EVENTS = 65_536;

export function createBronzeLake({ store, stagingFolder }: BronzeLakeOptions): BronzeLake {
  const staging = createStaging({ folder: stagingFolder, owner: 'bronze-lake' });
  const sessions = new Map<string, Promise<CommitSession>>();
  const incarnations = new Map<string, number>();
  let engine: Promise<QuerySession> | undefined;
  let writers = 0;

  const placeOf = (shard: string) => ({ store, tier: 'bronze', shard }) as const;

  function sessionOf(shard: string): Promise<CommitSession> {
    const known = sessions.get(shard);
    if (known !== undefined) {
      return known;
    }
    writers += 1;
    const opening = openCommitSession({
      ...placeOf(shard),
      writer: `lake-builder-${writers}`,
      log: async () => ({
        stream: shard,
        created: `log-${incarnations.get(shard) ?? 1}`,
        firstSequence: 1n,
        lastSequence: LAST_SEQUENCE,
      }),
      rebuild: () => Promise.reject(new Error('expected no unfinished batch in a test lake')),
    });
    sessions.set(shard, opening);
    return opening;
  }

  const add: BronzeLake['add'] = async (dataset, rows, options = {}) => {
    const { shard = MARKET, eventsPerMessage = MOST_EVENTS } = options;
    const session = await sessionOf(shard);
    engine ??= openQuerySession();
    const from = session.state.committedTo + 1n;
    const messages = Math.max(1, Math.ceil(rows.length / eventsPerMessage));
    const to = from + BigInt(messages) - 1n;
    const { epoch } = session.state;
    const batch = { shard, epoch, from, to, eventsPerMessage };
    const files = await buildBronzeFiles(await engine, staging, dataset, rows, batch);
    const commit = await session.commitBatch({
      from,
      to,
      delivered: messages,
      events: rows.length,
      rows: rows.length,
      deadLetters: 0,
      gaps: [],
      files,
      closeReason: 'events',
      last: { sequence: to, sha256: sha256Hex(`${shard} ${epoch} ${to}`) },
      runs: [],
      decodeFingerprint: 'test',
      configFingerprint: 'test',
    });
    const fold = await readLedger(placeOf(shard));
    return fold.files.filter(({ entry }) => entry === commit.number);
  };

  const endSession = async (shard: string) => {
    await (await sessions.get(shard))?.close();
    sessions.delete(shard);
  };

  const retire: BronzeLake['retire'] = async (files, { shard = MARKET, keep = false } = {}) => {
    await retireFiles(placeOf(shard), {
      writer: 'retainer',
      dates: [...new Set(files.map(dateOf))].sort(),
      certificateSha256: 'c'.repeat(64),
      files,
    });
    if (!keep) {
      await Promise.all(files.map(({ key }) => store.remove(key)));
    }
  };

  const archive: BronzeLake['archive'] = async (files, to, shard = MARKET) => {
    for (const { key } of files) {
      await to.createIfAbsent(key, { bytes: await store.read(key) });
    }
    const seal = { writer: 'archivist', reason: 'archived', place: to.root, files } as const;
    await sealFiles(placeOf(shard), seal);
    await Promise.all(files.map(({ key }) => store.remove(key)));
  };

  const close = async () => {
    for (const shard of [...sessions.keys()]) {
      await endSession(shard);
    }
    (await engine)?.close();
    await staging.close();
  };

  return {
    store,
    add,
    retire,
    archive,
    nextEpoch: async (shard = MARKET) => {
      await endSession(shard);
      incarnations.set(shard, (incarnations.get(shard) ?? 1) + 1);
    },
    files: async (shard = MARKET) => (await readLedger(placeOf(shard))).files,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const registry = createDatasetRegistry(DATASETS);

function dateOf({ key }: ListedFile): string {
  return parsePlace(registry, 'bronze', key).place.date;
}

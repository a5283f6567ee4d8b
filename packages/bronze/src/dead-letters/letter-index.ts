import {
  createShardLogs,
  OrdinalRanges,
  readEntries,
  type LakeFile,
  type LedgerTier,
  type Places,
  type ShardLog,
} from '@assay/ledger';
import { REPLAY_RUNS, replayRun, type DeadLetterId } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** A committed file of dead letters. */
export interface LetterFile extends LakeFile {
  /**
   * When the log's server stored the last message of the file's batch (ns, UTC); undefined where
   * the log keeps no such time.
   */
  readonly storedNs: bigint | undefined;
}

/** What the commit logs of a lake say of dead letters; nothing else counts. */
export interface LetterIndex {
  /** Takes in what was committed since. */
  refresh(): Promise<void>;
  readonly shards: readonly string[];
  /** By shard, oldest first. */
  readonly files: readonly LetterFile[];
  /** The shards that follow one whose log was given up, all of it stored; none of another. */
  followersOf(shard: string): readonly string[];
  /** Whether the letter came again, and what became of it is committed. */
  wasReplayed(letter: DeadLetterId): boolean;
}

/** What was read of one shard's commits beside its fold, which forgets runs. */
interface ReadCommits {
  /** Where they were read: a lake that is moved goes on elsewhere. */
  readonly root: string;
  /** Times of the commits that have dead letters, by entry. */
  readonly storedNs: Map<number, bigint>;
  seen: number;
}

/** Makes the index of a lake; it knows nothing before the first `refresh`. */
export function createLetterIndex(store: ObjectStore, places: Places): LetterIndex {
  const logs = createShardLogs(store, places, 'bronze');
  const goldLogs = createShardLogs(store, places, 'gold');
  const commits = new Map<string, ReadCommits>();
  const followers = new Map<string, readonly string[]>();
  const replays = new Map<string, OrdinalRanges>();
  let files: readonly LetterFile[] = [];

  function noteReplays(runs: readonly { readonly run: string; from: bigint; to: bigint }[]): void {
    for (const { run, from, to } of runs) {
      if (run.startsWith(REPLAY_RUNS)) {
        const ordinals = replays.get(run) ?? new OrdinalRanges();
        ordinals.add({ from, to });
        replays.set(run, ordinals);
      }
    }
  }

  async function readCommits({ shard, homes }: ShardLog, tier: LedgerTier): Promise<ReadCommits> {
    const home = homes.at(-1) ?? store;
    const known = commits.get(shard);
    const read =
      known?.root === home.root ? known : { root: home.root, storedNs: new Map(), seen: 0 };
    commits.set(shard, read);
    for await (const group of readEntries({ store: home, tier, shard }, read.seen)) {
      for (const { entry } of group) {
        if (entry.kind === 'commit') {
          noteReplays(entry.runs);
          const storedNs = entry.last?.server_ts ?? undefined;
          if (storedNs !== undefined && entry.dead_letters > 0) {
            read.storedNs.set(entry.number, storedNs);
          }
        }
        read.seen = entry.number;
      }
    }
    return read;
  }

  return {
    refresh: async () => {
      const found: LetterFile[] = [];
      // An engine's shard has no letters, and a long log: it need not be read for them.
      const gold = (await goldLogs.refresh()).filter(({ fold }) => fold.deadLetterFiles.length > 0);
      const all = [
        ...(await logs.refresh()).map((log) => ({ log, tier: 'bronze' as const })),
        ...gold.map((log) => ({ log, tier: 'gold' as const })),
      ];
      for (const { log, tier } of all) {
        const { shard, fold, homes } = log;
        const { seal } = fold.state;
        followers.set(shard, seal?.reason === 'followed' ? seal.place.split(',') : []);
        const { storedNs } = await readCommits(log, tier);
        for (const file of fold.deadLetterFiles) {
          found.push({ shard, file, homes, storedNs: storedNs.get(file.entry) });
        }
      }
      files = found;
    },
    get shards() {
      return [...followers.keys()];
    },
    get files() {
      return files;
    },
    followersOf: (shard) => followers.get(shard) ?? [],
    wasReplayed: ({ shard, epoch, position }) =>
      holds(replays.get(replayRun(shard, epoch)), position),
  };
}

function holds(ordinals: OrdinalRanges | undefined, ordinal: bigint): boolean {
  const ranges = ordinals?.all ?? [];
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle].to < ordinal) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < ranges.length && ranges[low].from <= ordinal;
}

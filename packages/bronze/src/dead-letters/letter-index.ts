import {
  createLedgerReader,
  listShards,
  OrdinalRanges,
  readEntries,
  type CommittedFile,
  type LedgerPlace,
  type LedgerReader,
} from '@assay/ledger';
import { REPLAY_RUNS, replayRun, type DeadLetterId } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** A committed file of dead letters. */
export interface LetterFile {
  readonly shard: string;
  readonly file: CommittedFile;
  /**
   * When the log's server stored the last message of the file's batch (ns, UTC); undefined where the log
   * keeps no such time.
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

/** What is known of one shard. */
interface ShardLog {
  readonly place: LedgerPlace;
  readonly ledger: LedgerReader;
  /** Times of the commits that have dead letters, by entry. */
  readonly storedNs: Map<number, bigint>;
  seen: number;
  followers: readonly string[];
}

/** Makes the index of a lake; it knows nothing before the first `refresh`. */
export function createLetterIndex(store: ObjectStore): LetterIndex {
  const logs = new Map<string, ShardLog>();
  const replays = new Map<string, OrdinalRanges>();
  let files: readonly LetterFile[] = [];

  /** Every commit counts here, however old: the fold forgets runs. */
  async function readCommits(log: ShardLog): Promise<void> {
    for await (const group of readEntries(log.place, log.seen)) {
      for (const { entry } of group) {
        if (entry.kind === 'commit') {
          for (const { run, from, to } of entry.runs) {
            if (run.startsWith(REPLAY_RUNS)) {
              const ordinals = replays.get(run) ?? new OrdinalRanges();
              ordinals.add({ from, to });
              replays.set(run, ordinals);
            }
          }
          const storedNs = entry.last?.server_ts ?? undefined;
          if (storedNs !== undefined && entry.dead_letters > 0) {
            log.storedNs.set(entry.number, storedNs);
          }
        }
        log.seen = entry.number;
      }
    }
  }

  async function filesOf(shard: string, log: ShardLog): Promise<LetterFile[]> {
    const { deadLetterFiles, state } = await log.ledger.refresh();
    log.followers = state.seal?.reason === 'followed' ? state.seal.place.split(',') : [];
    await readCommits(log);
    return deadLetterFiles.map((file) => ({
      shard,
      file,
      storedNs: log.storedNs.get(file.entry),
    }));
  }

  return {
    refresh: async () => {
      const found: LetterFile[] = [];
      for (const shard of await listShards({ store, tier: 'bronze' })) {
        let log = logs.get(shard);
        if (log === undefined) {
          const place = { store, tier: 'bronze', shard } as const;
          log = {
            place,
            ledger: createLedgerReader(place),
            storedNs: new Map(),
            seen: 0,
            followers: [],
          };
          logs.set(shard, log);
        }
        found.push(...(await filesOf(shard, log)));
      }
      files = found;
    },
    get shards() {
      return [...logs.keys()];
    },
    get files() {
      return files;
    },
    followersOf: (shard) => logs.get(shard)?.followers ?? [],
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

import { pause, type Clock, type Logger } from '@assay/telemetry';
import { isBehind, type ShardPosition } from '../hand-over/positions.js';
import type { LakeFiles } from '../lake/lake-files.js';

/** What waiting for Bronze needs. */
export interface BronzeWait {
  readonly lake: LakeFiles;
  /** What was read of each shard. */
  readonly positions: ReadonlyMap<string, ShardPosition>;
  readonly plans: readonly { readonly shard: string; readonly liveFrom: bigint }[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const ASK_AGAIN_MS = 250;
const WARN_AFTER_MS = 30_000;

/**
 * Resolves when Bronze holds all that was read live: a warm-up made before would miss the end of the session
 * before, and no replay would agree with it. Throws the signal's reason.
 */
export async function awaitBronze(wait: BronzeWait): Promise<void> {
  const { lake, positions, plans, clock, logger, signal } = wait;
  const wanted = plans.flatMap(({ shard, liveFrom }) => {
    const position = positions.get(shard);
    return position !== undefined && position.sequence >= liveFrom ? [position] : [];
  });
  let warnedMs = clock.monotonicMs();
  for (;;) {
    const folds = await lake.folds();
    const behind = wanted.filter((position) => {
      const { epoch, committedTo = 0n } = folds.get(position.shard)?.state ?? {};
      const stored = { epoch: epoch?.epoch ?? 0, sequence: committedTo };
      return isBehind(position, stored);
    });
    if (behind.length === 0) {
      return;
    }
    if (clock.monotonicMs() - warnedMs >= WARN_AFTER_MS) {
      warnedMs = clock.monotonicMs();
      const shards = behind.map(({ shard }) => shard);
      logger.warn('a session waits for Bronze to store the one before', { shards });
    }
    if (!(await pause(clock, ASK_AGAIN_MS, signal))) {
      throw signal.reason;
    }
  }
}

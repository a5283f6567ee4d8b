import { BusError } from '@assay/bus';
import type { LedgerFold } from '@assay/ledger';
import { pause, type Clock, type Logger } from '@assay/telemetry';
import type { ShardPlan } from '../hand-over/plan-shard.js';
import { isBehind, type ShardPosition } from '../hand-over/positions.js';
import type { LakeFiles } from '../lake/lake-files.js';

/** What waiting for Bronze needs. */
export interface BronzeWait {
  readonly lake: Pick<LakeFiles, 'folds'>;
  readonly plans: readonly Pick<ShardPlan, 'shard' | 'epoch' | 'log'>[];
  /** The engine had no session yet: where Bronze was never opened for any of the logs, there is none to wait for. */
  readonly isFirstOfAll: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told again and again, in words, what is waited for. */
  readonly onWaiting: (problem: string) => Promise<void>;
}

const ASK_AGAIN_MS = 250;
const WARN_EVERY_MS = 30_000;

/**
 * Resolves when Bronze holds all that the logs hold when it is called: a warm-up made before would miss the end of
 * the session before, and no replay would agree with it. Throws the signal's reason.
 */
export async function awaitBronze(wait: BronzeWait): Promise<void> {
  const { lake, plans, isFirstOfAll, clock, logger, signal, onWaiting } = wait;
  const wanted = new Map<string, ShardPosition>();
  let warnedMs: number | undefined;
  for (;;) {
    await lookAtLogs(plans, wanted);
    const folds = await lake.folds();
    const problem = problemOf(plans, wanted, folds);
    const isNew = plans.every(({ shard }) => folds.get(shard)?.state.epoch === undefined);
    if (problem === undefined || (isFirstOfAll && isNew)) {
      return;
    }
    if (warnedMs === undefined || clock.monotonicMs() - warnedMs >= WARN_EVERY_MS) {
      warnedMs = clock.monotonicMs();
      logger.warn('a session waits for Bronze to store what came before it', { problem });
    }
    await onWaiting(problem);
    if (!(await pause(clock, ASK_AGAIN_MS, signal))) {
      throw signal.reason;
    }
  }
}

/** Notes where each log ends that was not seen yet. */
async function lookAtLogs(
  plans: BronzeWait['plans'],
  wanted: Map<string, ShardPosition>,
): Promise<void> {
  for (const { shard, epoch, log } of plans.filter((plan) => !wanted.has(plan.shard))) {
    try {
      const { lastSequence: sequence } = await log.state();
      wanted.set(shard, { shard, epoch, sequence });
    } catch (error) {
      if (!(error instanceof BusError && error.code === 'UNAVAILABLE')) {
        throw error;
      }
    }
  }
}

/** What is missing of the first shard that lacks something. */
function problemOf(
  plans: BronzeWait['plans'],
  wanted: ReadonlyMap<string, ShardPosition>,
  folds: ReadonlyMap<string, LedgerFold>,
): string | undefined {
  for (const { shard } of plans) {
    const position = wanted.get(shard);
    if (position === undefined) {
      return `shard ${shard}: expected its event log to say where it ends, was out of reach`;
    }
    const { epoch, committedTo = 0n } = folds.get(shard)?.state ?? {};
    const isStored =
      position.sequence === 0n ||
      !isBehind(position, { epoch: epoch?.epoch ?? 0, sequence: committedTo });
    if (!isStored) {
      return (
        `shard ${shard}: expected Bronze to store messages up to ${position.sequence}, was up to ` +
        `${committedTo}: the session begins when it has; see that the writer of Bronze runs`
      );
    }
  }
  return undefined;
}

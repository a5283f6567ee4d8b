import type { LogMessage } from '@assay/bus';
import { nullLogger, type Logger } from '@assay/telemetry';
import { ReplayError } from '../errors.js';
import { asReplayError, type ShardPlan } from './plan-shard.js';

/** How to read a log on. */
export interface LiveReading {
  readonly plan: ShardPlan;
  readonly logger?: Logger | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of sequences that the log never held or lost inside; both ends included. */
  readonly onHole?: (from: bigint, to: bigint) => void;
}

/**
 * A log's messages from `liveFrom` on, in its order, as they come. Throws `LOG_BEHIND` when the log let go of
 * messages before they were read: Bronze holds them; `LINEAGE_CHANGED` when it is not the same log any more;
 * `LOG_CLOSED`. Ends at the signal.
 */
export async function* liveMessages({
  plan,
  logger = nullLogger,
  signal,
  onHole,
}: LiveReading): AsyncGenerator<readonly LogMessage[], void, undefined> {
  const { shard, log, created, liveFrom } = plan;
  let next = liveFrom;
  try {
    const options = { follow: true, created, ...(signal === undefined ? {} : { signal }) };
    for await (const group of log.read(liveFrom, options)) {
      for (const { sequence } of group) {
        if (sequence !== next) {
          await passHole(plan, next, sequence);
          logger.warn('the log holds no messages there', { shard, from: next, to: sequence - 1n });
          onHole?.(next, sequence - 1n);
        }
        next = sequence + 1n;
      }
      yield group;
      if (signal?.aborted === true) {
        return;
      }
    }
  } catch (error) {
    if (signal?.aborted === true) {
      return;
    }
    throw asReplayError(shard, error);
  }
  if (signal?.aborted !== true) {
    throw new ReplayError(
      'LOG_CLOSED',
      `shard ${shard}: expected the event log to stay open until stop(), was closed: nothing is ` +
        'lost; start again over the reopened log',
    );
  }
}

/** A jump is a hole of the log's own, unless its retention has passed what was to be read next. */
async function passHole({ shard, log }: ShardPlan, next: bigint, found: bigint): Promise<void> {
  const { firstSequence } = await log.state();
  if (firstSequence > next) {
    throw new ReplayError(
      'LOG_BEHIND',
      `shard ${shard}: expected message ${next}, was ${found}: the log let go of what was not read ` +
        'yet; a new start reads it from Bronze',
    );
  }
}

import type { EventLog, LogMessage } from '@assay/bus';
import type { MessageBatch } from './message-batch.js';

/** Messages at each end of a long range that are asked for one by one. */
const ASKED = 256n;

/**
 * Reads a batch's range from the log once more. What the log no longer has becomes declared gaps, also at
 * the end; a log that ends before `to` gives a shorter batch.
 */
export async function readRange(
  log: EventLog,
  batch: MessageBatch,
  range: {
    readonly to: bigint;
    readonly created: string;
    readonly learn: (message: LogMessage) => Promise<void>;
  },
): Promise<void> {
  const { to, created, learn } = range;
  if (to < batch.from) {
    return;
  }
  for await (const group of log.read(batch.from, { created })) {
    for (const message of group) {
      if (message.sequence > to) {
        if (batch.to < to) {
          batch.declareGap(to, 'log-gap');
        }
        return;
      }
      await learn(message);
      batch.add(message);
    }
    if (batch.to >= to) {
      return;
    }
  }
  const { lastSequence } = await log.state();
  if (lastSequence >= to && (await isGone(log, batch.to + 1n, to))) {
    batch.declareGap(to, 'log-gap');
  }
}

/**
 * Whether the log itself says, message by message, that it holds none of `[from, to]`: a replica that lags
 * behind ends a reading early, as if nothing more came.
 */
export async function isGone(log: EventLog, from: bigint, to: bigint): Promise<boolean> {
  for (let sequence = from; sequence <= to; sequence += 1n) {
    if (sequence === from + ASKED && sequence < to - ASKED) {
      sequence = to - ASKED;
    }
    if ((await log.markAt(sequence)) !== undefined) {
      return false;
    }
  }
  return true;
}

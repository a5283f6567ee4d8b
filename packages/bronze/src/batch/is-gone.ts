import type { EventLog } from '@assay/bus';

/** Of a long range so many messages at each end are asked for. */
const ASKED = 256n;

/**
 * Whether the log itself says, message by message, that it holds none of `[from, to]`. A replica of a
 * stream that lags behind ends a reading early, as if nothing more came; the mark of a message is asked of the
 * one that knows.
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

import type { EventLog, LogState } from '@assay/bus';
import type { Framer } from '@assay/query';
import { Batch } from './batch.js';
import { isGone } from './is-gone.js';

/** Which sequences, of which incarnation of the log, without the events that are stored already. */
export interface RangeToRead {
  readonly from: bigint;
  readonly to: bigint;
  readonly created?: string;
  readonly exclude?: ReadonlySet<bigint> | undefined;
}

/**
 * The batch of the sequences `[from, to]`, read from the log once more. What the log no longer has
 * becomes declared gaps, also at its end; a log that ends before `to` gives a shorter batch. Of a range that ends before
 * it begins nothing is read.
 */
export async function readBatch(
  log: EventLog,
  framer: Framer,
  { from, to, created, exclude }: RangeToRead,
): Promise<Batch> {
  const batch = new Batch(framer, from, exclude);
  if (to < from) {
    return batch;
  }
  const before = await log.state();
  for await (const group of log.read(from, { created: created ?? before.created })) {
    for (const message of group) {
      if (message.sequence > to) {
        if (batch.to < to) {
          batch.declareGap(to, 'log-gap');
        }
        return batch;
      }
      batch.add(message);
    }
    if (batch.to >= to) {
      return batch;
    }
  }
  const after = await log.state();
  const gone = goneTo(before, after);
  const end = gone < to ? gone : to;
  const dropped = after.firstSequence - 1n;
  const asked = (dropped > batch.to ? dropped : batch.to) + 1n;
  if (end > batch.to && (await isGone(log, asked, end))) {
    batch.declareGap(end, 'log-gap');
  }
  return batch;
}

/**
 * Up to here a reading between the two looks gave all there is: what came later than the first look may
 * have come after the reading, and what lies beyond the end of a log that was rewound may come yet.
 */
function goneTo(before: LogState, after: LogState): bigint {
  const ended = before.lastSequence < after.lastSequence ? before.lastSequence : after.lastSequence;
  const dropped = after.firstSequence - 1n;
  return dropped > ended ? dropped : ended;
}

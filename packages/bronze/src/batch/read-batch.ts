import type { EventLog } from '@assay/bus';
import type { Framer } from '@assay/query';
import { Batch } from './batch.js';

/** Which sequences, of which incarnation of the log, without the events that are stored already. */
export interface RangeToRead {
  readonly from: bigint;
  readonly to: bigint;
  readonly created?: string;
  readonly exclude?: ReadonlySet<bigint> | undefined;
}

/**
 * The batch of the sequences `[from, to]`, read from the log once more. What the log no longer has
 * becomes declared gaps; a log that ends before `to` gives a shorter batch. Of a range that ends before
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
  for await (const group of log.read(from, created === undefined ? {} : { created })) {
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
  const { firstSequence } = await log.state();
  if (firstSequence > batch.to + 1n) {
    batch.declareGap(firstSequence <= to ? firstSequence - 1n : to, 'log-gap');
  }
  return batch;
}

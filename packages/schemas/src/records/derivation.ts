import { z } from 'zod';
import { count, decimal, name, sequence, sha256 } from './record-values.js';

/**
 * What the rows of a batch were derived from, where they were computed and not read from a log: by this a
 * later start goes on in the same state, from the same inputs. Absent from what Bronze writes.
 */
export const derivation = z.strictObject({
  /** Of everything that decides the rows beside the inputs: code version and settings. */
  fingerprint: name,
  /** The last instant that is computed, whether or not it gave rows (`ts_event_ns`). */
  last_tick_ns: decimal,
  /** The last message used of each shard that was read; ordered by shard. */
  inputs: z.array(z.strictObject({ shard: name, epoch: count.min(1), seq: sequence })),
  /** The object that holds the computation's state after `last_tick_ns`, and its bytes' SHA-256. */
  state: z.strictObject({ key: name, sha256 }),
  /** SHA-256 of the record of earlier sessions that the state began with; null for none. */
  warm_up: sha256.nullable(),
  /**
   * Ranges of `_pos`, both ends inclusive, of events that came after the instant they belong to was
   * computed, found since the batch before; ordered by shard, epoch and `from`, merged.
   */
  missed: z.array(
    z.strictObject({ shard: name, epoch: count.min(1), from: sequence, to: sequence }),
  ),
});

export type Derivation = z.output<typeof derivation>;

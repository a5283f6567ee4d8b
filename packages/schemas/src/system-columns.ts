import { int64, nullable, text } from './column.js';
import { SchemaError } from './errors.js';

/**
 * The columns every Bronze row carries after its dataset's own. Readers hide them unless asked.
 * `(_run, _run_pos)` names a delivery: a retry re-sends the same pair.
 */
export const SYSTEM_COLUMNS = [
  int64('_pos', 'position in the source log: message sequence × 65,536 + index in the message'),
  nullable(text('_run', "the producer's run: one feed connection, or one backfilled file")),
  nullable(int64('_run_pos', "the event's ordinal in its run, whatever the batching")),
] as const;

/** A message holds at most so many events, so that `_pos` has room for the index. */
export const MAX_EVENTS_PER_MESSAGE = 65_536;

/** The last sequence whose positions fit an int64. */
export const MAX_SEQUENCE = (1n << 47n) - 1n;

/** Header that names the producer's run. */
export const RUN_HEADER = 'Assay-Run';
/** Header with the ordinal, in its run, of the message's first event. */
export const RUN_POSITION_HEADER = 'Assay-Run-Pos';

/** `_pos` of the event at `index` of the message at `sequence`. */
export function positionOf(sequence: bigint, index: number): bigint {
  if (sequence < 0n || sequence > MAX_SEQUENCE || index < 0 || index >= MAX_EVENTS_PER_MESSAGE) {
    throw new SchemaError('BAD_VALUE', `no position for sequence ${sequence}, index ${index}`);
  }
  return sequence * BigInt(MAX_EVENTS_PER_MESSAGE) + BigInt(index);
}

/** The message sequence of a `_pos`. */
export function sequenceOf(position: bigint): bigint {
  return position / BigInt(MAX_EVENTS_PER_MESSAGE);
}

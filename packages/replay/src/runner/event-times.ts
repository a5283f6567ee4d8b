import { futuresMbp10 } from '@assay/schemas';
import type { EngineConfig, EventBatch } from '@assay/signals';

/** What a batch tells of time. */
export interface EventTimes {
  /** When its latest usable row became known; undefined where none says so. */
  readonly knownToNs: bigint | undefined;
  /** When each usable row happened; books that set the book included. */
  readonly usableNs: readonly bigint[];
  /** Rows of a time that cannot be believed. */
  readonly ahead: number;
}

/** How rows are judged: as the engine judges them. */
export type TimeRules = Pick<EngineConfig, 'latenessMs' | 'earlinessMs'>;

const NS_PER_MS = 1_000_000n;

/**
 * Reads the times of a batch. Rows that are late or early tell nothing of what else is to come; nor does a book
 * that sets the book, however old it is. A dataset without `ts_recv_ns` became known when it happened.
 *
 * @param limitNs rows known after this tell nothing: one bad clock would end the session for all
 */
export function eventTimes(
  batch: EventBatch,
  rules: TimeRules,
  limitNs: bigint | undefined,
): EventTimes {
  const events = timesOf(batch, 'ts_event_ns') ?? new BigInt64Array(batch.rows);
  const known = timesOf(batch, 'ts_recv_ns') ?? events;
  const snapshots = batch.dataset === futuresMbp10.id ? batch.columns['is_snapshot'] : undefined;
  const lateness = BigInt(rules.latenessMs) * NS_PER_MS;
  const earliness = BigInt(rules.earlinessMs) * NS_PER_MS;
  const usableNs: bigint[] = [];
  let knownToNs: bigint | undefined;
  let ahead = 0;
  for (let row = 0; row < batch.rows; row += 1) {
    const eventNs = events[row];
    if (limitNs !== undefined && (eventNs > limitNs || known[row] > limitNs)) {
      ahead += 1;
      continue;
    }
    if (snapshots?.kind === 'number' && snapshots.values[row] === 1) {
      usableNs.push(eventNs);
      continue;
    }
    const knownNs = known[row];
    const delay = knownNs - eventNs;
    if (delay <= lateness && -delay <= earliness) {
      usableNs.push(eventNs);
      knownToNs = knownToNs === undefined || knownNs > knownToNs ? knownNs : knownToNs;
    }
  }
  return { knownToNs, usableNs, ahead };
}

function timesOf({ columns }: EventBatch, name: string): BigInt64Array | undefined {
  const column = columns[name] as EventBatch['columns'][string] | undefined;
  return column?.kind === 'integer' ? column.values : undefined;
}

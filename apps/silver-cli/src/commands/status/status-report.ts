import type { GarbageItem, HourState, HourStatus } from '@assay/silver';

/** What `status` found. */
export interface StatusReport {
  readonly lake: string;
  readonly hours: readonly HourStatus[];
  readonly garbage: readonly GarbageItem[];
}

/** In the order that a person wants to read them. */
export const STATES: readonly HourState[] = ['compacted', 'frozen', 'stale', 'missing', 'failing'];

const GOOD: ReadonlySet<HourState> = new Set(['compacted', 'frozen']);

/** Whether an hour is as `compact` would leave it. */
export function isGood({ state }: HourStatus): boolean {
  return GOOD.has(state);
}

/** A frozen hour to which Bronze got files since: they will never be in it. */
export function isWithoutLate({ state, reason }: HourStatus): boolean {
  return state === 'frozen' && reason.includes('came later');
}

/** A file in Silver's folders that no record names, and that is still there. */
export function isForeign({ kind, removed }: GarbageItem): boolean {
  return kind === 'unrecorded' && !removed;
}

export function isStaging({ kind, removed }: GarbageItem): boolean {
  return kind === 'staging' && !removed;
}

/**
 * Whether `compact` has nothing to do, and no file lies in Silver's folders that no record names. What
 * a killed process left in staging harms nobody.
 */
export function isClean({ hours, garbage }: StatusReport): boolean {
  return !garbage.some(isForeign) && hours.every(isGood);
}

/** How many hours are in each state. */
export function countStates(hours: readonly HourStatus[]): Readonly<Record<HourState, number>> {
  const counts = { compacted: 0, frozen: 0, stale: 0, missing: 0, failing: 0 };
  for (const { state } of hours) {
    counts[state] += 1;
  }
  return counts;
}

/** What `--json` prints. */
export function statusResult(report: StatusReport): object {
  const { lake, hours, garbage } = report;
  return {
    lake,
    clean: isClean(report),
    counts: countStates(hours),
    frozen_with_late_files: hours.filter(isWithoutLate).length,
    hours: hours.map(({ dataset, partition, date, hour, state, reason, rows }) => ({
      ...{ dataset, partition, date, hour },
      ...{ state, reason, rows },
    })),
    garbage: garbage.map(({ kind, place, bytes, removed, reason }) => ({
      ...{ kind, place, bytes, removed, reason },
    })),
  };
}

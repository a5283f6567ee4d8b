import { CompactionFailed } from '../compaction-failed.js';
import { CompactionStopped } from '../compaction-stopped.js';
import type { CompactOptions } from '../compactor.js';
import type { DayName, HourFailure, HourName, HourOrDayName, HourResult } from '../hour-result.js';
import type { CompactorParts } from './compactor-parts.js';

/** A date to be compacted, and how many hours it seems to have. */
export interface ExpectedDay extends DayName {
  readonly hours: number;
}

/** What has become of a call's days and hours so far. */
export class Outcome {
  private readonly parts: CompactorParts;
  private readonly options: CompactOptions;
  private readonly results: HourResult[] = [];
  private readonly failures: HourFailure[] = [];
  private readonly hoursLeft = new Map<string, HourName>();
  private readonly daysLeft: ExpectedDay[];
  private readonly dayCount: number;
  private total: number;

  constructor(parts: CompactorParts, options: CompactOptions, days: readonly ExpectedDay[]) {
    this.parts = parts;
    this.options = options;
    this.daysLeft = [...days];
    this.dayCount = days.length;
    this.total = days.reduce((sum, { hours }) => sum + hours, 0);
  }

  /** The next day is planned: it has just these hours. */
  planned(hours: readonly HourName[]): void {
    const day = this.daysLeft.shift();
    this.total += hours.length - (day?.hours ?? 0);
    hours.forEach((hour) => this.hoursLeft.set(nameOf(hour), hour));
  }

  finished(result: HourResult): void {
    this.hoursLeft.delete(nameOf(result));
    this.results.push(result);
    this.parts.metrics.finished(result);
    this.parts.logger[result.status === 'unchanged' ? 'debug' : 'info']('silver hour', {
      ...result,
    });
    this.tell(result);
  }

  failed(failure: HourFailure): void {
    this.hoursLeft.delete(nameOf(failure));
    this.failures.push(failure);
    this.parts.metrics.failed(failure);
    this.parts.logger.error('silver hour failed', { ...failure });
    this.tell(undefined);
  }

  /** What concerns a day as a whole keeps no other day from being compacted. */
  dayFailed({ dataset, date }: DayName, error: unknown): void {
    if (this.daysLeft[0]?.dataset === dataset && this.daysLeft[0].date === date) {
      this.planned([]);
    }
    this.total += 1;
    for (const [name, hour] of this.hoursLeft) {
      if (hour.dataset === dataset && hour.date === date) {
        this.hoursLeft.delete(name);
        this.total -= 1;
      }
    }
    this.failed({ dataset, partition: null, date, hour: null, error });
  }

  /**
   * The results in the order of dataset, date, partition value and hour. Throws `CompactionStopped` where a
   * signal left something, `CompactionFailed` where something failed.
   */
  end(): HourResult[] {
    const { results, failures, options } = this;
    results.sort(byName);
    failures.sort(byName);
    const hours = [...this.hoursLeft.values()].sort(byName);
    if (options.signal?.aborted === true && hours.length + this.daysLeft.length > 0) {
      const days = this.daysLeft.map(({ dataset, date }) => ({ dataset, date }));
      const cause: unknown = options.signal.reason;
      throw new CompactionStopped(results, failures, { left: { hours, days }, cause });
    }
    if (failures.length > 0) {
      throw new CompactionFailed(results, failures);
    }
    return results;
  }

  private tell(last: HourResult | undefined): void {
    this.options.onProgress?.({
      done: this.results.length + this.failures.length,
      total: this.total,
      day: this.dayCount - this.daysLeft.length,
      days: this.dayCount,
      last,
    });
  }
}

function nameOf({ dataset, date, partition, hour }: HourOrDayName): string {
  return [dataset, date, partition ?? '', hour ?? ''].join(' ');
}

function byName(a: HourOrDayName, b: HourOrDayName): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

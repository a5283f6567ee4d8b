import { NO_ENTRY_SHA256 } from '@assay/schemas';
import type { ReportProblem } from './chain-problem.js';
import type { InspectedEntry } from './inspect-chain.js';

/** A link that does not hold: `by` names another digest than `first` has. */
interface BrokenLink {
  readonly first: InspectedEntry;
  readonly named: string;
  readonly by: number;
}

/**
 * Checks that each entry names the digest of the one before. Where a link does not hold, one of its two
 * entries was altered: the second when its link to the next one does not hold either, else the first.
 */
export class LinkCheck {
  private readonly report: ReportProblem;
  private previous: InspectedEntry | undefined;
  private broken: BrokenLink | undefined;

  constructor(report: ReportProblem) {
    this.report = report;
  }

  add(next: InspectedEntry): void {
    const { previous, broken } = this;
    this.previous = next;
    const named = next.entry?.prev_sha256;
    const expected = previous === undefined ? NO_ENTRY_SHA256 : previous.sha256;
    const holds = expected === undefined || named === undefined || named === expected;
    if (holds) {
      this.end();
    } else if (previous === undefined) {
      this.altered(next, `entry 1 that follows none (${NO_ENTRY_SHA256})`, named);
    } else if (broken === undefined) {
      this.broken = { first: previous, named, by: next.number };
    } else {
      this.lay({ first: previous, named, by: next.number });
    }
  }

  /** Nothing follows: a link that does not hold is laid to its first entry. */
  end(): void {
    if (this.broken !== undefined) {
      this.lay(this.broken);
    }
  }

  private lay({ first, named, by }: BrokenLink): void {
    this.broken = undefined;
    const expected = `entry ${first.number} of SHA-256 ${named}, as entry ${by} says`;
    this.altered(first, expected, first.sha256 ?? 'none');
  }

  private altered({ key }: InspectedEntry, expected: string, was: string): void {
    this.report({ kind: 'entry-altered', key, expected, was });
  }
}

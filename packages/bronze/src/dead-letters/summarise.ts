import type { LetterIndex } from './letter-index.js';
import type { LetterRow } from './letter-rows.js';
import { stateOf, type Refusals } from './read-letters.js';
import { matches, type LetterFilter, type LetterState } from './stored-letter.js';

/**
 * How many letters there are of one kind. Every letter counts; `open` are those to be looked at.
 */
export interface LetterCounts {
  readonly letters: number;
  readonly open: number;
  /** Sent again, and rows now. */
  readonly stored: number;
  /** Sent again and refused once more: the later letter is the one to look at. */
  readonly refusedAgain: number;
}

/** The letters of one shard that were refused for one reason as one dataset. */
export interface LetterGroup extends LetterCounts {
  readonly shard: string;
  readonly dataset: string | undefined;
  readonly reason: string;
}

/** All letters that a filter means. */
export interface LetterSummary extends LetterCounts {
  /** The most open ones first. */
  readonly groups: readonly LetterGroup[];
  /** Letters left out because their log keeps no time, where one was asked for. */
  readonly withoutTime: number;
}

const PLACE: Readonly<Record<LetterState, keyof LetterCounts>> = {
  open: 'open',
  stored: 'stored',
  'refused-again': 'refusedAgain',
};

/** Counts letters, group after group of files. */
export class Summary {
  private readonly groups = new Map<
    string,
    { -readonly [Key in keyof LetterGroup]: LetterGroup[Key] }
  >();

  add(
    rows: readonly LetterRow[],
    filter: LetterFilter,
    index: LetterIndex,
    refusals: Refusals,
  ): void {
    for (const { id, row } of rows) {
      const state = stateOf(id, index, refusals);
      const reason = String(row['reason']);
      const dataset = typeof row['dataset'] === 'string' ? row['dataset'] : undefined;
      if (!matches(filter, { reason, dataset, state })) {
        continue;
      }
      const name = JSON.stringify([id.shard, dataset ?? null, reason]);
      let group = this.groups.get(name);
      if (group === undefined) {
        const none = { letters: 0, open: 0, stored: 0, refusedAgain: 0 };
        group = { shard: id.shard, dataset, reason, ...none };
        this.groups.set(name, group);
      }
      group.letters += 1;
      group[PLACE[state]] += 1;
    }
  }

  result(withoutTime: number): LetterSummary {
    const groups = [...this.groups.values()].sort(
      (a, b) => b.open - a.open || b.letters - a.letters || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    const total = (count: (group: LetterGroup) => number) =>
      groups.reduce((sum, group) => sum + count(group), 0);
    return {
      letters: total(({ letters }) => letters),
      open: total(({ open }) => open),
      stored: total(({ stored }) => stored),
      refusedAgain: total(({ refusedAgain }) => refusedAgain),
      groups,
      withoutTime,
    };
  }
}

const nameOf = ({ shard, dataset, reason }: LetterGroup) => `${shard} ${dataset ?? ''} ${reason}`;

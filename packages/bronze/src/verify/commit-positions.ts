import type { CommitEntry } from '@assay/ledger';

/** A file of a commit with its positions, ascending. */
export interface FilePositions {
  readonly key: string;
  readonly positions: BigInt64Array;
}

/** What is wrong with the positions of a commit; `object` is the file or the commit it shows in. */
export interface PositionProblem {
  readonly object: string;
  readonly expected: string;
  readonly was: string;
}

const INDEX_BITS = 16n;
const INDEX_MASK = 0xffffn;

/**
 * Every message of the commit's range that is no gap has its events 0 … n−1 in exactly one row or dead
 * letter each. Commits of an epoch have ranges that follow one another, so that this, commit by commit,
 * proves it for the whole shard with one batch's positions in memory.
 *
 * @param commitKey where the commit lies: what is missing is missing from it
 */
export function positionProblems(
  commitKey: string,
  entry: CommitEntry,
  files: readonly FilePositions[],
): PositionProblem[] {
  const all = merged(files);
  const counts = new ProblemCounts(files, commitKey);
  const messages = new MessageCursor(entry);
  let previous: bigint | undefined;
  let sequence: bigint | undefined;
  let nextIndex = 0n;
  // Events that are declared lost may be any of their messages'.
  let lost = entry.events_lost ?? 0;
  for (const position of all) {
    if (position === previous) {
      counts.twice(position);
      continue;
    }
    previous = position;
    const of = position >> INDEX_BITS;
    if (of !== sequence) {
      const skipped = messages.advanceTo(of);
      if (skipped === 'outside') {
        counts.outside(position, entry);
        continue;
      }
      for (const missing of skipped) {
        counts.missing(rangeName(missing));
      }
      sequence = of;
      nextIndex = 0n;
    }
    const index = position & INDEX_MASK;
    const skipped = Number(index - nextIndex);
    if (skipped > 0 && skipped > lost) {
      counts.missing(`event ${nextIndex} of message ${of}`);
    }
    lost -= skipped;
    nextIndex = index + 1n;
  }
  for (const missing of messages.rest()) {
    counts.missing(rangeName(missing));
  }
  return counts.problems();
}

function merged(files: readonly FilePositions[]): BigInt64Array {
  const all = new BigInt64Array(files.reduce((sum, { positions }) => sum + positions.length, 0));
  let at = 0;
  for (const { positions } of files) {
    all.set(positions, at);
    at += positions.length;
  }
  return all.sort();
}

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** Walks the messages that a commit has to hold: its range without its gaps. */
class MessageCursor {
  private readonly ranges: Range[];

  constructor({ seq_from: from, seq_to: to, gaps }: CommitEntry) {
    this.ranges = [];
    let next = from;
    for (const gap of gaps) {
      if (gap.from > next) {
        this.ranges.push({ from: next, to: gap.from - 1n });
      }
      next = gap.to >= next ? gap.to + 1n : next;
    }
    if (next <= to) {
      this.ranges.push({ from: next, to });
    }
  }

  /** The messages passed over on the way to `sequence`, or `outside` when none is expected there. */
  advanceTo(sequence: bigint): Range[] | 'outside' {
    const isExpected = this.ranges.some(({ from, to }) => from <= sequence && sequence <= to);
    if (!isExpected) {
      return 'outside';
    }
    const skipped: Range[] = [];
    for (;;) {
      const [first] = this.ranges;
      if (sequence <= first.to) {
        if (first.from < sequence) {
          skipped.push({ from: first.from, to: sequence - 1n });
        }
        this.ranges.splice(
          0,
          1,
          ...(sequence < first.to ? [{ from: sequence + 1n, to: first.to }] : []),
        );
        return skipped;
      }
      skipped.push(first);
      this.ranges.shift();
    }
  }

  rest(): readonly Range[] {
    return this.ranges;
  }
}

/** Counts problems of a kind and names the first, so that a lost file is not a million lines. */
class ProblemCounts {
  private readonly files: readonly FilePositions[];
  private readonly commitKey: string;
  private readonly found = new Map<string, { problem: PositionProblem; more: number }>();
  private lookups = 0;
  private lastHolders: string[] = [];

  constructor(files: readonly FilePositions[], commitKey: string) {
    this.files = files;
    this.commitKey = commitKey;
  }

  twice(position: bigint): void {
    const [first = this.commitKey, second = first] = this.holders(position);
    const was = second === first ? 'twice in this file' : `in ${first} as well`;
    this.count('twice', { object: second, expected: `${eventName(position)} once`, was });
  }

  outside(position: bigint, { seq_from: from, seq_to: to }: CommitEntry): void {
    const [object = this.commitKey] = this.holders(position);
    const expected = `messages ${from} to ${to} without the declared gaps`;
    this.count('outside', { object, expected, was: eventName(position) });
  }

  missing(what: string): void {
    const problem = { object: this.commitKey, expected: `${what} in its files`, was: 'none' };
    this.count('missing', problem);
  }

  problems(): PositionProblem[] {
    return [...this.found.values()].map(({ problem, more }) => ({
      ...problem,
      was: more === 0 ? problem.was : `${problem.was}, and ${more} more like it`,
    }));
  }

  private count(kind: string, problem: PositionProblem): void {
    const name = `${kind} ${problem.object}`;
    const known = this.found.get(name);
    if (known === undefined) {
      this.found.set(name, { problem, more: 0 });
    } else {
      known.more += 1;
    }
  }

  /** The files that hold a position, one twice when it holds it twice; the last known after many. */
  private holders(position: bigint): string[] {
    this.lookups += 1;
    if (this.lookups > MAX_LOOKUPS) {
      return this.lastHolders;
    }
    this.lastHolders = this.files.flatMap(({ key, positions }) => {
      const at = lowerBound(positions, position);
      return positions[at] !== position ? [] : positions[at + 1] === position ? [key, key] : [key];
    });
    return this.lastHolders;
  }
}

/** Looking up who holds a position takes a search in every file: not a million times. */
const MAX_LOOKUPS = 1_000;

function lowerBound(ascending: BigInt64Array, value: bigint): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function rangeName({ from, to }: Range): string {
  return from === to ? `message ${from}` : `messages ${from} to ${to}`;
}

function eventName(position: bigint): string {
  return `event ${position & INDEX_MASK} of message ${position >> INDEX_BITS}`;
}

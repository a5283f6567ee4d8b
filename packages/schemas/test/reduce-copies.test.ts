import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceCopies, type CopyRows } from '../src/index.js';

/** A stored row, as far as the rule looks at it. */
interface Row {
  readonly key: number;
  readonly received: number;
  readonly run: string | null;
  readonly runPos: number | null;
  readonly hasSeq: boolean;
  readonly pos: number;
}

const compare = (a: number, b: number): number => a - b;
const last = (a: number | null, b: number | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;
const lastText = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

function copyRows(rows: readonly Row[]): CopyRows {
  const isKnown = ({ run, runPos }: Row): boolean => run !== null && runPos !== null;
  return {
    compareKey: (a, b) => compare(rows[a].key, rows[b].key),
    compareReceived: (a, b) => compare(rows[a].received, rows[b].received),
    compareOrdinal: (a, b) =>
      lastText(rows[a].run, rows[b].run) ||
      last(rows[a].runPos, rows[b].runPos) ||
      compare(rows[a].pos, rows[b].pos),
    isSameRun: (a, b) => rows[a].run === rows[b].run,
    isSameDelivery: (a, b) =>
      isKnown(rows[a]) && isKnown(rows[b])
        ? rows[a].runPos === rows[b].runPos
        : rows[a].pos === rows[b].pos,
    collapses: (row) => rows[row].run === null && rows[row].hasSeq,
  };
}

/** The rule of the contracts, step by step. */
function naive(rows: readonly Row[]): number[] {
  const { compareOrdinal, compareReceived } = copyRows(rows);
  const kept: number[] = [];
  for (const key of new Set(rows.map((row) => row.key))) {
    const equal = rows.flatMap((row, index) => (row.key === key ? [index] : []));
    const runs = [...new Set(equal.map((index) => rows[index].run))].map((run) => {
      const ofRun = equal.filter((index) => rows[index].run === run).sort(compareOrdinal);
      if (run === null && ofRun.some((index) => rows[index].hasSeq)) return [ofRun];
      const deliveries = new Map<string, number[]>();
      for (const index of ofRun) {
        const { runPos, pos } = rows[index];
        const name = run === null || runPos === null ? `at ${pos}` : `sent ${runPos}`;
        deliveries.set(name, [...(deliveries.get(name) ?? []), index]);
      }
      return [...deliveries.values()];
    });
    const most = Math.max(...runs.map((occurrences) => occurrences.length));
    for (let k = 0; k < most; k += 1) {
      const copies = runs.flatMap((occurrences) => occurrences[k] ?? []);
      copies.sort((a, b) => compareReceived(a, b) || compareOrdinal(a, b));
      kept.push(copies[0]);
    }
  }
  return kept.sort(compare);
}

function rowsOf(...rows: Partial<Row>[]): Row[] {
  const other = { key: 1, received: 0, run: null, runPos: null, hasSeq: false };
  return rows.map((row, pos) => ({ ...other, pos, ...row }));
}

function keptOf(rows: readonly Row[]): number[] {
  const indexes = rows.map((_, index) => index);
  return reduceCopies(indexes, copyRows(rows));
}

const row = fc.record({
  key: fc.nat(2),
  received: fc.nat(3),
  run: fc.constantFrom(null, 'a', 'b'),
  runPos: fc.option(fc.nat(5)),
});

describe('reduceCopies', () => {
  it('says what a naive loop says', () => {
    const rows = fc.array(row, { maxLength: 24 }).chain((made) =>
      fc.record({
        // The `seq` is part of the key: equal rows have one or none.
        seqOfKey: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        positions: fc.constant(made.map((_, index) => (index * 7) % 11)),
        made: fc.constant(made),
      }),
    );
    fc.assert(
      fc.property(rows, ({ made, seqOfKey, positions }) => {
        const all = made.map((each, index) => ({
          ...each,
          hasSeq: seqOfKey[each.key],
          pos: positions[index] + 11 * index,
        }));
        expect(keptOf(all)).toEqual(naive(all));
      }),
      { numRuns: 300 },
    );
  });

  it('takes equal rows of one run for genuine', () => {
    expect(keptOf(rowsOf({ run: 'a', runPos: 1 }, { run: 'a', runPos: 2 }))).toEqual([0, 1]);
  });

  it('takes what was delivered twice once, though it was stored twice', () => {
    expect(keptOf(rowsOf({ run: 'a', runPos: 1 }, { run: 'a', runPos: 1 }))).toEqual([0]);
  });

  it('keeps the largest multiplicity, of each occurrence the copy that became known first', () => {
    const rows = rowsOf(
      { run: 'a', runPos: 1, received: 5 },
      { run: 'a', runPos: 2, received: 6 },
      { run: 'b', runPos: 9, received: 4 },
    );
    expect(keptOf(rows)).toEqual([1, 2]);
  });

  it('takes equal rows without a run and without a seq for different events', () => {
    expect(keptOf(rowsOf({}, {}))).toEqual([0, 1]);
    expect(keptOf(rowsOf({ hasSeq: true }, { hasSeq: true }))).toEqual([0]);
  });

  it('gives the rows in the order in which they came', () => {
    expect(keptOf(rowsOf({ key: 3 }, { key: 1 }, { key: 2 }))).toEqual([0, 1, 2]);
    expect(keptOf([])).toEqual([]);
  });
});

import { futuresMbp10, optionsGreeksSnapshots, stocksTrades } from '@assay/schemas';
import type { EventBatch } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { eventTimes } from '../../src/runner/event-times.js';

const MS = 1_000_000n;
const RULES = { latenessMs: 500, earlinessMs: 1_000 };

/** Rows that happened and became known at these milliseconds. */
function batchOf(
  dataset: string,
  rows: readonly (readonly [event: bigint, known: bigint, snapshot?: number])[],
): EventBatch {
  const column = (at: 0 | 1) => ({
    kind: 'integer' as const,
    values: BigInt64Array.from(rows, (row) => row[at] * MS),
  });
  const hasKnown = dataset !== optionsGreeksSnapshots.id;
  return {
    dataset,
    rows: rows.length,
    origin: { shard: 'market', epoch: 1 },
    columns: {
      ts_event_ns: column(0),
      ...(hasKnown ? { ts_recv_ns: column(1) } : {}),
      is_snapshot: { kind: 'number', values: Uint8Array.from(rows, (row) => row[2] ?? 0) },
    },
  };
}

describe('eventTimes', () => {
  it('is told nothing by rows that are late or early', () => {
    const batch = batchOf(stocksTrades.id, [
      [1_000n, 1_500n],
      [1_000n, 1_501n],
      [5_000n, 4_000n],
      [9_000n, 7_999n],
    ]);
    expect(eventTimes(batch, RULES, undefined)).toEqual({
      knownToNs: 4_000n * MS,
      usableNs: [1_000n * MS, 5_000n * MS],
      ahead: 0,
    });
  });

  it('takes a book that sets the book as usable, and as no sign of the time', () => {
    const batch = batchOf(futuresMbp10.id, [[1n, 90_000n, 1]]);
    expect(eventTimes(batch, RULES, undefined)).toEqual({
      knownToNs: undefined,
      usableNs: [MS],
      ahead: 0,
    });
  });

  it('reads when it happened where a dataset does not say when it became known', () => {
    const batch = batchOf(optionsGreeksSnapshots.id, [[3n, 0n]]);
    expect(eventTimes(batch, RULES, undefined).knownToNs).toBe(3n * MS);
  });

  it('does not believe a time beyond the limit', () => {
    const batch = batchOf(stocksTrades.id, [
      [1n, 1n],
      [9_000n, 9_000n],
    ]);
    expect(eventTimes(batch, RULES, 8_000n * MS)).toEqual({
      knownToNs: MS,
      usableNs: [MS],
      ahead: 1,
    });
  });
});

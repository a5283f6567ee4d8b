import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { createLevelEngine, emptyWarmUp, SPY_CONFIG } from '../../src/index.js';
import { logBatches } from '../support/deliveries.js';

const DAY_NS = 86_400_000_000_000n;
const START_NS = 20_416n * DAY_NS; // 2025-11-24
const SECOND_NS = 1_000_000_000n;

const sessionOf = (startNs: bigint, date: string) => ({
  ...{ date, startNs, endNs: startNs + DAY_NS },
  ...{ regularStartNs: startNs, regularEndNs: startNs + DAY_NS, premarketStartNs: undefined },
});

/** A trade that happened, by its own words, at `eventNs`, and was known at `knownNs`. */
function trade(ordinal: number, eventNs: bigint, knownNs: bigint) {
  const count = BigInt(ordinal);
  return {
    ...{ dataset: futuresTrades, run: 'a', runPos: count, shard: 'market', epoch: 1, pos: count },
    row: {
      ...{ ts_event_ns: eventNs, ts_recv_ns: knownNs, source: 'GLBX.MDP3', symbol: 'ESZ5' },
      ...{ price: 6_000, size: 5, aggressor: 1, exchange: null, seq: count },
    },
  };
}

function openEngine() {
  const engine = createLevelEngine(SPY_CONFIG);
  const warmUp = { ...emptyWarmUp(), frontContract: 'ESZ5' };
  engine.beginSession(sessionOf(START_NS, '2025-11-24'), warmUp);
  return { engine, warmUp };
}

describe('createLevelEngine, rows of sessions to come', () => {
  it('counts as early at once, and holds none of, rows that a broken clock dates a day ahead', () => {
    const { engine } = openEngine();
    const empty = engine.snapshot().length;
    const rows = Array.from({ length: 5_000 }, (_, index) => {
      const knownNs = START_NS + BigInt(index) * SECOND_NS;
      return trade(index, knownNs + DAY_NS, knownNs);
    });
    for (const batch of logBatches(rows)) {
      expect(engine.pushBatch(batch).missed).toEqual([]);
    }
    expect(engine.counts.early).toBe(5_000);
    expect(engine.snapshot().length).toBeLessThan(empty + 1_000);
  });

  it('holds rows known in the session’s last hour or later, and judges them when theirs begins', () => {
    const { engine, warmUp } = openEngine();
    const nextNs = START_NS + DAY_NS;
    const hourNs = 3_600n * SECOND_NS;
    const rows = [
      trade(1, nextNs, nextNs - hourNs - 1n),
      trade(2, nextNs, nextNs - hourNs),
      trade(3, nextNs + SECOND_NS, nextNs + SECOND_NS),
    ];
    logBatches(rows).forEach((batch) => engine.pushBatch(batch));
    expect(engine.counts.early).toBe(1);
    engine.beginSession(sessionOf(nextNs, '2025-11-25'), warmUp);
    engine.advance(nextNs + 5n * SECOND_NS);
    expect(engine.counts).toMatchObject({ early: 2, used: 1, outOfSession: 0 });
    // Read of Bronze, the same rows are judged by their session alone.
    const other = createLevelEngine(SPY_CONFIG);
    other.beginSession(sessionOf(nextNs, '2025-11-25'), warmUp);
    logBatches(rows).forEach((batch) => other.pushBatch(batch));
    other.advance(nextNs + 5n * SECOND_NS);
    expect(other.counts).toMatchObject({ early: 2, used: 1, outOfSession: 0 });
  });
});

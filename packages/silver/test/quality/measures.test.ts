import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { arrivalQuality } from '../../src/quality/arrival-quality.js';
import { bookQuality } from '../../src/quality/book-quality.js';
import { delayQuality } from '../../src/quality/delay-quality.js';
import { sequenceQuality } from '../../src/quality/sequence-quality.js';
import { timeQuality } from '../../src/quality/time-quality.js';
import { volumeQuality } from '../../src/quality/volume-quality.js';
import { START_NS, useRows } from './scene.js';

const rows = useRows();
const at = (offset: bigint, other: AnyRow = {}): AnyRow => ({
  ts_event_ns: START_NS + offset,
  source: 'GLBX.MDP3',
  symbol: 'ESZ5',
  ...other,
});

describe('timeQuality', () => {
  it('counts stretches above the threshold and names the longest', async () => {
    const offsets = [100n, 0n, 10n, 10n, 161n, 221n, 300n, 301n];
    const session = await rows.silver(
      futuresTrades,
      offsets.map((offset) => at(offset)),
    );
    expect(await timeQuality(session, 'rows', 60n)).toEqual({
      firstNs: START_NS,
      lastNs: START_NS + 301n,
      thresholdNs: 60n,
      // 10–100 (90), 100–161 (61) and 221–300 (79); 161–221 is 60 exactly.
      silentStretches: 3,
      longest: [
        { fromNs: START_NS + 10n, toNs: START_NS + 100n },
        { fromNs: START_NS + 221n, toNs: START_NS + 300n },
        { fromNs: START_NS + 100n, toNs: START_NS + 161n },
        { fromNs: START_NS + 161n, toNs: START_NS + 221n },
        { fromNs: START_NS, toNs: START_NS + 10n },
      ],
    });
  });

  it('knows no stretch of one instant, and nothing of no row', async () => {
    const session = await rows.silver(futuresTrades, [at(0n), at(0n)]);
    const found = await timeQuality(session, 'rows', 60n);
    expect(found).toMatchObject({ silentStretches: 0, longest: [] });
    await rows.silver(futuresTrades, []);
    expect(await timeQuality(session, 'rows', 60n)).toBeUndefined();
  });
});

describe('sequenceQuality', () => {
  it('counts what is missing, repeated and backward, source by source', async () => {
    const seqs = [10n, 11n, 11n, 15n, 14n, 20n, null];
    const session = await rows.silver(futuresTrades, [
      ...seqs.map((seq, index) => at(BigInt(index), { seq })),
      at(3n, { source: 'TEST', seq: -9_223_372_036_854_775_808n }),
      at(4n, { source: 'TEST', seq: 9_223_372_036_854_775_807n }),
      at(5n, { source: 'SIP', seq: null }),
    ]);
    expect(await sequenceQuality(session, futuresTrades, 'rows')).toEqual([
      {
        source: 'GLBX.MDP3',
        scope: 'channel',
        rows: 6,
        rowsWithout: 1,
        // 11 → 15 passes over 12 to 14, 14 → 20 over 15 to 19.
        gaps: 2,
        missing: 8n,
        repeated: 1,
        backward: 1,
      },
      {
        source: 'TEST',
        scope: 'unknown',
        rows: 2,
        rowsWithout: 0,
        gaps: 1,
        missing: 2n ** 64n - 2n,
        repeated: 0,
        backward: 0,
      },
    ]);
  });

  it('says nothing of a dataset without sequence numbers', async () => {
    const session = await rows.silver(optionsGreeksSnapshots, []);
    expect(await sequenceQuality(session, optionsGreeksSnapshots, 'rows')).toBeUndefined();
  });
});

describe('bookQuality', () => {
  const prices = [
    [10, 11],
    [10, 10],
    [11, 10],
    [10, null],
    [null, 10],
    [null, 11],
    [null, null],
  ];
  const counts = {
    rows: 7,
    crossed: 1,
    locked: 1,
    proper: 1,
    bidOnly: 1,
    offerOnly: 2,
    empty: 1,
  };

  it('tells how the sides of quotes stand to each other', async () => {
    const session = await rows.silver(
      stocksQuotes,
      prices.map(([bid, offer]) => at(0n, { bid_px: bid, ask_px: offer })),
    );
    expect(await bookQuality(session, stocksQuotes, 'rows')).toEqual({
      updates: counts,
      snapshots: undefined,
    });
  });

  it('keeps rows that set the book apart', async () => {
    const updates = prices.map(([bid, offer]) =>
      at(0n, { bid_px_1: bid, ask_px_1: offer, is_snapshot: false }),
    );
    const snapshot = at(0n, { bid_px_1: 2, ask_px_1: 1, is_snapshot: true });
    const session = await rows.silver(futuresMbp10, [...updates, snapshot]);
    const book = await bookQuality(session, futuresMbp10, 'rows');
    expect(book?.updates).toEqual(counts);
    expect(book?.snapshots).toMatchObject({ rows: 1, crossed: 1, proper: 0 });
  });

  it('says nothing of a dataset without best prices', async () => {
    const session = await rows.silver(futuresTrades, []);
    expect(await bookQuality(session, futuresTrades, 'rows')).toBeUndefined();
  });
});

describe('volumeQuality', () => {
  it('adds up sizes by who crossed the spread', async () => {
    const prints = [
      { size: 2_000_000_000, aggressor: 1 },
      { size: 2_000_000_000, aggressor: 1 },
      { size: 5, aggressor: -1 },
      { size: 7, aggressor: 0 },
    ];
    const session = await rows.silver(
      futuresTrades,
      prints.map((print) => at(0n, print)),
    );
    expect(await volumeQuality(session, futuresTrades, 'rows')).toEqual({
      volume: 4_000_000_012n,
      aggressor: { buyVolume: 4_000_000_000n, sellVolume: 5n, unknownVolume: 7n },
    });
  });

  it('knows the volume alone of prints without an aggressor, and none of quotes', async () => {
    const session = await rows.silver(stocksTrades, [at(0n, { size: 3 })]);
    expect(await volumeQuality(session, stocksTrades, 'rows')).toEqual({
      volume: 3n,
      aggressor: undefined,
    });
    expect((await volumeQuality(session, stocksQuotes, 'rows')).volume).toBeUndefined();
  });
});

describe('delayQuality', () => {
  it('gives delays that there are', async () => {
    const delays = Array.from({ length: 200 }, (_, index) => BigInt(index) - 1n);
    const session = await rows.silver(
      futuresTrades,
      delays.map((delay) => at(0n, { ts_recv_ns: START_NS + delay })),
    );
    expect(await delayQuality(session, futuresTrades, 'rows')).toEqual({
      minNs: -1n,
      p50Ns: 98n,
      p99Ns: 196n,
      maxNs: 198n,
      negative: 1,
    });
  });

  it('says nothing where it is not known, or of no row', async () => {
    const session = await rows.silver(futuresTrades, []);
    expect(await delayQuality(session, futuresTrades, 'rows')).toBeUndefined();
    expect(await delayQuality(session, optionsGreeksSnapshots, 'rows')).toBeUndefined();
  });
});

describe('arrivalQuality', () => {
  it('finds rows behind a later one of their run, in the order of arrival', async () => {
    const session = await rows.bronze(futuresTrades, [
      at(100n, { _run: 'live' }),
      at(95n, { _run: 'live' }),
      at(89n, { _run: 'live' }),
      at(200n, { _run: 'live' }),
      // A file that is backfilled later begins anew, and so does a log that was made anew.
      at(0n, { _run: 'file' }),
      at(1n, { _run: 'file' }),
      at(5n, { _run: 'live', _epoch: 2n }),
      at(3n),
    ]);
    expect(await arrivalQuality(session, 'rows', 10n)).toEqual({
      runs: 4,
      thresholdNs: 10n,
      late: 1,
      latestNs: 11n,
    });
  });

  it('says nothing of no row', async () => {
    const session = await rows.bronze(futuresTrades, []);
    expect(await arrivalQuality(session, 'rows', 10n)).toBeUndefined();
  });
});

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defineDataset,
  futuresMbp10,
  futuresTrades,
  int32,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  stocksQuotes,
  text,
  timeNs,
  type AnyRow,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCompactor } from '../../src/create-compactor.js';
import { qualityOf } from '../../src/quality/quality-of.js';
import { createBronzeLake } from '../support/bronze-lake.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { snapshot, trade as optionTrade } from '../enrichment/hour-scene.js';
import { START_NS } from './scene.js';

const DATE = '2025-12-16';
const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;

async function createScene() {
  const folder = await scratchFolder();
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  const stagingFolder = localStagingFolder(root);
  const lake = createBronzeLake({ store, stagingFolder });
  const compactor = createCompactor({ store, stagingFolder, threads: 2 });
  onTestFinished(async () => {
    await lake.close();
    await compactor.close();
  });
  const measure = (request = {}) => qualityOf({ store }, DATE, request);
  return { folder, lake, compactor, measure };
}

const future = (offsetNs: bigint, other: AnyRow = {}): AnyRow => ({
  ts_event_ns: START_NS + offsetNs,
  ts_recv_ns: START_NS + offsetNs + 100n,
  source: 'GLBX.MDP3',
  symbol: 'ESZ5',
  price: 6_000,
  size: 1,
  aggressor: 1,
  exchange: null,
  seq: null,
  ...other,
});

const inRun = (run: string, rows: readonly AnyRow[]) =>
  rows.map((row, position) => ({ ...row, _run: run, _run_pos: BigInt(position) }));

describe('qualityOf', () => {
  it('names what can help where the file of a frozen hour is gone', async () => {
    const { folder, lake, compactor, measure } = await createScene();
    await lake.add(futuresTrades, inRun('live', [future(0n)]));
    await compactor.compactDate(DATE, { dataset: futuresTrades });
    await lake.retire(await lake.files());
    const files = join(folder, 'lake/silver/futures/trades/symbol=ESZ5');
    await rm(files, { recursive: true });
    await expect(measure()).rejects.toThrow(/by retention: bring that file back from a copy/);
  });

  it('measures what was compacted, and Bronze for how it arrived', async () => {
    const { lake, compactor, measure } = await createScene();
    const rows = [
      future(0n, { seq: 1n, size: 5 }),
      future(2n * SECOND, { seq: 4n, aggressor: -1, size: 2 }),
      future(1n, { seq: 2n, aggressor: 0, size: 3 }),
      future(HOUR, { seq: 4n, ts_recv_ns: START_NS + HOUR + 900n }),
    ];
    await lake.add(futuresTrades, inRun('live', rows));
    await lake.add(futuresTrades, inRun('file', rows));
    await lake.add(futuresTrades, [
      future(0n, { symbol: 'ESH6', size: 1 }),
      future(0n, { symbol: 'ESH6', size: 1 }),
      future(0n, { symbol: 'ESZ5-ESH6', size: 40, price: -1 }),
    ]);
    await compactor.compactDate(DATE, { dataset: futuresTrades });
    const report = await measure();
    expect(report.date).toBe(DATE);
    expect(report.partitions.map(({ partition }) => partition)).toEqual([
      'ESH6',
      'ESZ5',
      'ESZ5-ESH6',
    ]);
    const [march, december] = report.partitions;
    expect(december).toEqual({
      dataset: 'futures.trades.v1',
      partition: 'ESZ5',
      hours: { measured: ['14', '15'], stale: [], missing: [] },
      rows: {
        bronze: 8,
        silver: 4,
        read: 8,
        duplicatesRemoved: 4,
        ambiguousDuplicates: 0,
        duplicateShare: 0.5,
      },
      time: {
        firstNs: START_NS,
        lastNs: START_NS + HOUR,
        thresholdNs: 60n * SECOND,
        silentStretches: 1,
        longest: [
          { fromNs: START_NS + 2n * SECOND, toNs: START_NS + HOUR },
          { fromNs: START_NS + 1n, toNs: START_NS + 2n * SECOND },
          { fromNs: START_NS, toNs: START_NS + 1n },
        ],
      },
      sequence: [
        {
          source: 'GLBX.MDP3',
          scope: 'channel',
          rows: 4,
          rowsWithout: 0,
          gaps: 1,
          missing: 1n,
          repeated: 1,
          backward: 0,
        },
      ],
      book: undefined,
      volume: 11n,
      aggressor: { buyVolume: 6n, sellVolume: 2n, unknownVolume: 3n },
      delay: { minNs: 100n, p50Ns: 100n, p99Ns: 900n, maxNs: 900n, negative: 0 },
      arrival: { runs: 2, thresholdNs: SECOND, late: 2, latestNs: 2n * SECOND - 1n },
      enrichment: undefined,
    });
    expect(march.rows).toMatchObject({ silver: 2, ambiguousDuplicates: 1 });
    expect(report.contractMix).toMatchObject([
      { root: 'ES', outrightVolume: 13n, spreadVolume: 40n },
    ]);
    expect(await measure()).toEqual(report);
  });

  it('names hours that are stale and missing, and measures nothing of the latter', async () => {
    const { lake, compactor, measure } = await createScene();
    await lake.add(futuresTrades, [future(0n)]);
    await compactor.compactDate(DATE, { dataset: futuresTrades });
    await lake.add(futuresTrades, [future(1n), future(HOUR), future(0n, { symbol: 'ESH6' })]);
    const [march, december] = (await measure()).partitions;
    expect(december.hours).toMatchObject({ measured: ['14'], missing: ['15'] });
    expect(december.hours.stale).toEqual([{ hour: '14', reason: 'inputs added (1 file)' }]);
    expect(december.rows).toMatchObject({ bronze: 3, silver: 1, read: 1 });
    expect(december.volume).toBe(1n);
    expect(march).toMatchObject({
      hours: { measured: [], stale: [], missing: ['14'] },
      rows: { bronze: 1, silver: 0, duplicateShare: undefined },
      arrival: { runs: 1, late: 0, latestNs: 0n },
    });
    expect(march.time).toBeUndefined();
    expect(march.volume).toBeUndefined();
  });

  it('measures books and quotes by their columns', async () => {
    const { lake, compactor, measure } = await createScene();
    const level = (bid: number | null, ask: number | null) => ({ bid_px_1: bid, ask_px_1: ask });
    const book = (offset: bigint, other: AnyRow): AnyRow => {
      const sizes = Array.from({ length: 10 }, (_, index) => index + 1).flatMap((each) => [
        [`bid_sz_${each}`, 0],
        [`ask_sz_${each}`, 0],
      ]);
      return { ...future(offset), ...Object.fromEntries(sizes), is_snapshot: false, ...other };
    };
    await lake.add(futuresMbp10, [
      book(0n, { ...level(1, 2), is_snapshot: true }),
      book(1n, level(2, 2)),
      book(2n, level(3, 2)),
      book(3n, level(3, null)),
    ]);
    const quote = { ...future(0n, { symbol: 'IBM' }), bid_sz: 100, ask_sz: 0 };
    await lake.add(stocksQuotes, [{ ...quote, bid_px: 10, ask_px: null }]);
    await compactor.compactAllSchemas(DATE);
    const [books, quotes] = (await measure()).partitions;
    expect(books.book).toEqual({
      updates: { rows: 3, crossed: 1, locked: 1, proper: 0, bidOnly: 1, offerOnly: 0, empty: 0 },
      snapshots: { rows: 1, crossed: 0, locked: 0, proper: 1, bidOnly: 0, offerOnly: 0, empty: 0 },
    });
    expect(quotes).toMatchObject({ partition: 'IBM', book: { updates: { bidOnly: 1 } } });
    expect(quotes.book?.snapshots).toBeUndefined();
    expect([books.volume, books.aggressor, quotes.volume]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('adds up what the join found, and knows a day without hours', async () => {
    const { lake, compactor, measure } = await createScene();
    await lake.add(optionsGreeksSnapshots, [snapshot(0n)]);
    await lake.add(optionsTrades, [optionTrade(0n), optionTrade(11n * SECOND), optionTrade(HOUR)]);
    await compactor.compactDate(DATE, { dataset: optionsTradesEnriched, toleranceNs: SECOND });
    await compactor.compactDate(DATE, { dataset: optionsGreeksSnapshots });
    const enriched = await measure({ dataset: optionsTradesEnriched });
    expect(enriched.partitions).toMatchObject([
      {
        dataset: 'options.trades_enriched.v1',
        hours: { measured: ['14', '15'], stale: [], missing: [] },
        rows: { bronze: undefined, silver: 3 },
        enrichment: { joined: 1, stale: 1, none: 1 },
        volume: 6n,
        arrival: undefined,
      },
    ]);
    const all = await measure();
    expect(all.partitions.map(({ dataset, hours }) => [dataset, hours])).toMatchObject([
      ['options.greeks_snapshots.v1', { measured: [null], missing: [] }],
      ['options.trades.v1', { measured: [], missing: ['14', '15'] }],
      ['options.trades_enriched.v1', { measured: ['14', '15'] }],
    ]);
    expect(all.partitions[0]).toMatchObject({ delay: undefined, sequence: undefined });
  });

  it('measures of a dataset that it has never heard of what its columns tell', async () => {
    const prints = defineDataset({
      id: 'stocks.darkpool_prints.v1',
      describe: 'Prints off the exchanges.',
      tier: 'bronze',
      subject: 'market.stocks.darkpool',
      partition: { column: 'symbol', hourly: true },
      columns: [
        timeNs('ts_event_ns', 'when it happened'),
        timeNs('ts_recv_ns', 'when it became known'),
        text('source', 'the venue feed'),
        text('symbol', 'the instrument'),
        int32('size', 'shares'),
      ],
      key: ['source', 'ts_event_ns', 'symbol', 'size'],
      crossOrder: 9,
    });
    const { lake, compactor, measure } = await createScene();
    const row = { ts_event_ns: START_NS, ts_recv_ns: START_NS + 7n, source: 'TRF', symbol: 'SPY' };
    await lake.add(prints, inRun('live', [{ ...row, size: 400 }]));
    await compactor.compactDate(DATE, { dataset: prints });
    expect((await measure({ dataset: prints })).partitions).toMatchObject([
      {
        dataset: 'stocks.darkpool_prints.v1',
        rows: { bronze: 1, silver: 1 },
        volume: 400n,
        delay: { p50Ns: 7n },
        arrival: { runs: 1, late: 0 },
        sequence: undefined,
        book: undefined,
        aggressor: undefined,
      },
    ]);
  });

  it('reads Bronze where it was archived to', async () => {
    const { folder, lake, compactor, measure } = await createScene();
    const files = await lake.add(futuresTrades, [future(1n), future(0n)]);
    await compactor.compactDate(DATE, { dataset: futuresTrades });
    await lake.archive(files, createLocalStore({ root: join(folder, 'archive') }));
    const [december] = (await measure()).partitions;
    expect(december.arrival).toMatchObject({ runs: 1, latestNs: 1n });
    expect(december.hours.stale).toEqual([]);
  });

  it('measures one partition value alone', async () => {
    const { lake, compactor, measure } = await createScene();
    await lake.add(futuresTrades, [future(0n), future(0n, { symbol: 'ESH6' })]);
    await compactor.compactDate(DATE, { dataset: futuresTrades });
    const { partitions } = await measure({ partition: 'ESH6' });
    expect(partitions.map(({ partition }) => partition)).toEqual(['ESH6']);
  });

  it('refuses what is no date, and a date that holds nothing', async () => {
    const { lake, measure } = await createScene();
    await lake.add(futuresTrades, [future(24n * HOUR)]);
    await expect(measure()).rejects.toMatchObject({ code: 'NO_DATA' });
    await expect(measure({ dataset: futuresTrades, partition: 'ESZ5' })).rejects.toThrow(
      'futures.trades.v1 ESZ5',
    );
    const root = await scratchFolder();
    await expect(
      qualityOf({ store: createLocalStore({ root }) }, '2025-02-30'),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

import {
  createDatasetRegistry,
  DATASETS,
  defineDataset,
  int64,
  nullable,
  text as textColumn,
  float64,
  timeNs,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { deadLetters } from './support/lake-rows.js';
import { HALF_PAST_TWO_NS, message, text } from './support/market-rows.js';
import { createScene } from './support/scene.js';

/** The whole of it: a new dataset is one declaration. */
const darkpoolPrints = defineDataset({
  id: 'stocks.darkpool_prints.v1',
  describe: 'Prints reported by alternative trading systems.',
  tier: 'bronze',
  subject: 'market.stocks.darkpool',
  partition: { column: 'symbol', hourly: true },
  columns: [
    timeNs('ts_event_ns', 'when it was executed'),
    timeNs('ts_recv_ns', 'when it became known'),
    textColumn('source', 'the venue feed', { nonEmpty: true }),
    textColumn('symbol', 'the stock', { nonEmpty: true }),
    float64('price', 'per share', { above: 0 }),
    int64('size', 'shares', { min: 1 }),
    nullable(textColumn('venue', 'who reported it')),
    nullable(int64('seq', "the venue's number")),
  ],
  key: ['source', 'ts_event_ns', 'symbol', 'price', 'size', 'seq'],
  crossOrder: 6,
});

describe('adding a dataset', () => {
  it('takes one declaration from log to Bronze to reader', async () => {
    const scene = await createScene();
    const registry = createDatasetRegistry([...DATASETS, darkpoolPrints]);
    const writer = scene.writer({ registry });
    await writer.start();

    const print = (offset: bigint, size: bigint, venue: string | null) => ({
      ts_event_ns: HALF_PAST_TWO_NS + offset,
      ts_recv_ns: HALF_PAST_TWO_NS + offset + 5n,
      source: 'FINRA.ADF',
      symbol: 'SPY',
      price: 600.125,
      size,
      venue,
      seq: offset,
    });
    const rows = [print(2n, 9_007_199_254_740_993n, 'UBSA'), print(1n, 100n, null)];
    await scene.log.append(message(darkpoolPrints, rows));
    await writer.write(darkpoolPrints, [print(3n, 7n, 'MSPL')]);
    await scene.log.append(text('market.stocks.darkpool', '{"symbol":"SPY","price":1,"size":0.5}'));
    await writer.flush(darkpoolPrints);

    const table = await scene.reader().read(darkpoolPrints, { symbol: 'SPY', date: '2024-12-18' });
    expect(table.toArray().map((row) => row.toJSON())).toEqual([
      rows[1],
      rows[0],
      print(3n, 7n, 'MSPL'),
    ]);
    expect(await scene.reader().availableDates(darkpoolPrints)).toEqual(['2024-12-18']);
    expect(await deadLetters(scene.root)).toMatchObject([
      { dataset: 'stocks.darkpool_prints.v1', subject: 'market.stocks.darkpool' },
    ]);
  });
});

import {
  createDatasetRegistry,
  DATASETS,
  defineDataset,
  float64,
  int32,
  text,
  timeNs,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { createScene, objectsOf } from './support/scene.js';
import { storedRows } from './support/stored.js';

/** The whole of it: a new Gold dataset is one declaration. */
const volatilitySurface = defineDataset({
  id: 'features.volatility_surface.v1',
  describe: 'Implied volatility by tenor and moneyness.',
  tier: 'gold',
  subject: 'features.volatility_surface',
  path: 'streaming/volatility_surface',
  partition: { column: 'underlying', hourly: true },
  columns: [
    timeNs('ts_event_ns', 'when it was fitted'),
    text('underlying', 'what the options are written on', { nonEmpty: true }),
    int32('tenor_days', 'days to expiry', { min: 0 }),
    float64('strike_pct_moneyness', 'strike / spot', { above: 0 }),
    float64('implied_vol', 'a year', { min: 0 }),
    float64('vega', 'dollars a point'),
  ],
  key: ['ts_event_ns', 'underlying', 'tenor_days', 'strike_pct_moneyness'],
  crossOrder: 9,
});

const TIME = 1_765_893_600_000_000_001n;

describe('adding a Gold dataset', () => {
  it('takes one declaration from log to Gold to reader', async () => {
    const scene = await createScene();
    const registry = createDatasetRegistry([...DATASETS, volatilitySurface]);
    const log = scene.log.market;
    const writer = scene.writer({ registry, log, shard: 'FEATURES' });
    await writer.start();
    const point = (tenor: number, moneyness: number) => ({
      ts_event_ns: TIME,
      underlying: 'SPY',
      tenor_days: tenor,
      strike_pct_moneyness: moneyness,
      implied_vol: 0.125,
      vega: -0.5,
    });
    await writer.write(volatilitySurface, [point(30, 1), point(7, 1.05)]);
    const { subject } = volatilitySurface;
    const again = JSON.stringify({ ...point(7, 1.05), ts_event_ns: 0 }).replace(':0,', `:${TIME},`);
    const envelope = `{"schema_name":"features.volatility_surface.v1","payload":${again.replace('1.05', '0.95')}}`;
    for (const line of [again.replace('1.05', '1.050'), envelope, '{"underlying":"SPY"}']) {
      await log.append({ subject: subject ?? '', bytes: Buffer.from(line, 'utf8') });
    }
    await writer.flushAll();

    const request = { value: 'SPY', date: '2025-12-16' };
    const table = await scene.reader().readDate(volatilitySurface, request);
    expect(objectsOf(table)).toEqual(
      [point(7, 0.95), point(7, 1.05), point(30, 1)].sort(
        (one, other) => one.strike_pct_moneyness - other.strike_pct_moneyness,
      ),
    );
    expect(writer.totals()).toMatchObject({ rows: 3, repeats: 1, deadLetters: 1 });
    expect(await scene.reader().availableDates(volatilitySurface)).toEqual(['2025-12-16']);
    expect(await storedRows(scene.store, 'FEATURES', 'dead-letters')).toMatchObject([
      { dataset: 'features.volatility_surface.v1', reason: 'MISSING_FIELD' },
    ]);
  });
});

import { readLedger } from '@assay/ledger';
import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  parsePlace,
  createDatasetRegistry,
} from '@assay/schemas';
import { expect, it } from 'vitest';
import { datasetRows, deadLetters } from '../support/lake-rows.js';
import { futuresTrade, HALF_PAST_TWO_NS, message, text } from '../support/market-rows.js';
import { createScene, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const MIDNIGHT_NS = 1_734_566_400_000_000_000n; // 2024-12-19 00:00 UTC

async function keysOf(scene: Scene): Promise<string[]> {
  const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
  return fold.files.map(({ key }) => key).sort();
}

const folders = (keys: readonly string[]) => keys.map((key) => key.slice(0, key.lastIndexOf('/')));

describeOnBothStores('the partitions of a batch', { s3: 'long' }, (makeLake) => {
  it('are of each dataset, symbol, day and hour of one message’s events', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const hour = 3_600_000_000_000n;
    await scene.log.append(
      message(futuresTrades, [
        futuresTrade(0),
        futuresTrade(hour),
        futuresTrade(1, { symbol: 'NQZ4' }),
        futuresTrade(24n * hour),
        futuresTrade(2),
      ]),
    );
    await writer.flushAll();
    expect(folders(await keysOf(scene))).toEqual([
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-18/hour=14',
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-18/hour=15',
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-19/hour=14',
      'bronze/futures/trades/symbol=NQZ4/date=2024-12-18/hour=14',
    ]);
    const rows = await datasetRows(
      await scene.asFolder(),
      futuresTrades,
      '"_pos", "ts_event_ns", "symbol"',
    );
    // Positions tell the order in the message, wherever the rows went.
    expect(rows.map((row) => Number(row._pos as bigint) - 65_536)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.map((row) => row.symbol)).toEqual(['ESZ4', 'ESZ4', 'NQZ4', 'ESZ4', 'ESZ4']);
  });

  it('are whole days where a dataset has no hours', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const greeks = (time: bigint) => ({
      ts_event_ns: time,
      source: 'OPRA',
      underlying: 'SPY',
      option_symbol: 'SPY241220C00600000',
      delta: 0.5,
      gamma: 0.01,
      theta: -0.2,
      vega: 0.3,
    });
    await scene.log.append(
      message(optionsGreeksSnapshots, [
        greeks(HALF_PAST_TWO_NS),
        greeks(HALF_PAST_TWO_NS + 3n * 3_600_000_000_000n),
        greeks(MIDNIGHT_NS),
      ]),
    );
    await writer.flushAll();
    expect(folders(await keysOf(scene))).toEqual([
      'bronze/options/greeks_snapshots/underlying=SPY/date=2024-12-18',
      'bronze/options/greeks_snapshots/underlying=SPY/date=2024-12-19',
    ]);
  });

  it('end with the last nanosecond of the UTC day', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const at = (ns: bigint) => futuresTrade(ns - HALF_PAST_TWO_NS);
    await scene.log.append(message(futuresTrades, [at(MIDNIGHT_NS), at(MIDNIGHT_NS - 1n)]));
    await writer.flushAll();
    const keys = await keysOf(scene);
    expect(keys.map((key) => key.replace(/-[0-9a-f]{8}-e.*$/, ''))).toEqual([
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-18/hour=23/part-235959_999999',
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-19/hour=00/part-000000_000000',
    ]);
  });

  it('hold hostile symbols inside their folder, and refuse what cannot be a folder', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const hostile = [
      '../../etc/x',
      'a/b',
      '.',
      '..',
      'Ünïcödé 🚀',
      'NULL',
      "it's; DROP",
      'a\u0000b',
    ];
    const rows = hostile.map((symbol, index) => futuresTrade(index, { symbol }));
    const long = futuresTrade(99, { symbol: 'X'.repeat(300) });
    await scene.log.append(message(futuresTrades, [...rows, long, futuresTrade(100)]));
    await writer.flushAll();

    const stored = await datasetRows(await scene.asFolder(), futuresTrades, '"_pos", "symbol"');
    expect(stored.map((row) => row.symbol)).toEqual([...hostile, 'ESZ4']);
    const registry = createDatasetRegistry();
    const places = (await keysOf(scene)).map((key) => parsePlace(registry, 'bronze', key).place);
    expect(new Set(places.map(({ value }) => value))).toEqual(new Set([...hostile, 'ESZ4']));
    expect(await deadLetters(await scene.asFolder())).toMatchObject([
      { reason: 'BAD_PARTITION', field: 'symbol', dataset: 'futures.trades.v1' },
    ]);
    const reader = scene.reader();
    for (const symbol of hostile) {
      const table = await reader.readFuturesTrades({ symbol, date: '2024-12-18' });
      expect(table.numRows).toBe(1);
    }
  });

  it('are found for events of unknown subjects, by envelope or by fields', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const { ts_event_ns: event, ts_recv_ns: recv, ...payload } = futuresTrade(0);
    const envelope = {
      schema_name: 'futures.trades',
      schema_version: 1,
      source: 'GLBX.MDP3',
      ts_event_ns: 0,
      ts_recv_ns: 0,
      key: 'ESZ4',
      payload: { ...payload, seq: 7 },
    };
    const enveloped = JSON.stringify(envelope)
      .replace('"ts_event_ns":0', `"ts_event_ns":${String(event)}`)
      .replace('"ts_recv_ns":0', `"ts_recv_ns":${String(recv)}`);
    await scene.log.append(text('market.unheard.of', enveloped));
    const level = '{"bid_px":1,"bid_sz":1,"ask_px":2,"ask_sz":1}';
    const levels = Array.from({ length: 10 }, () => level).join(',');
    const book =
      `{"ts_event_ns":${String(event)},"ts_recv_ns":${String(recv)},"source":"X",` +
      `"symbol":"ESZ4","is_snapshot":false,"levels":[${levels}]}`;
    await scene.log.append(text('market.something.new', book));
    await scene.log.append(text('market.something.new', '{"a":1}'));
    await writer.flushAll();
    expect(await datasetRows(await scene.asFolder(), futuresTrades)).toMatchObject([{ seq: 7n }]);
    expect(await datasetRows(await scene.asFolder(), futuresMbp10)).toMatchObject([
      { bid_px_10: 1 },
    ]);
    expect(await deadLetters(await scene.asFolder())).toMatchObject([
      { reason: 'UNKNOWN_DATASET', dataset: null, subject: 'market.something.new' },
    ]);
  });
});

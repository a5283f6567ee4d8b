import { encodeLevelPayload, levelsSignals, stocksTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { openEngineGold } from '../../src/index.js';
import { FIRST_TICK, runEngine, TICK_NS, tickRows } from '../support/counting-engine.js';
import { createScene, objectsOf } from '../support/scene.js';

const DAY = { underlying: 'SPY', date: '2025-12-16' };

describe('a Gold reader', () => {
  it('reads a window of an engine by event time and level, and the columns asked for', async () => {
    const scene = await createScene();
    await runEngine(scene.engine(), 9);
    const reader = scene.reader();
    const all = objectsOf(await reader.readLevelSignals(DAY));
    expect(all).toEqual(Array.from({ length: 9 }, (_, tick) => tickRows(tick)).flat());
    const window = { startNs: FIRST_TICK + 2n * TICK_NS, endNs: FIRST_TICK + 4n * TICK_NS };
    const columns = ['level_id', '_pos'];
    expect(objectsOf(await reader.readLevelSignals({ ...DAY, ...window, columns }))).toEqual([
      ...[0, 1, 2].map((level) => ({
        level_id: `ROUND_${600 + level}`,
        _pos: 196_608n + BigInt(level),
      })),
      { level_id: 'ROUND_600', _pos: 262_144n },
    ]);
    let rows = 0;
    for await (const batch of reader.readLevelSignalBatches(DAY)) {
      rows += batch.numRows;
    }
    expect(rows).toBe(18);
    expect(await reader.availableDates(levelsSignals, 'SPY')).toEqual(['2025-12-16']);
  });

  it('gives rows of one key once: those of the least shard', async () => {
    const scene = await createScene();
    await runEngine(scene.engine(), 3);
    const writer = scene.writer();
    await writer.start();
    await scene.append(encodeLevelPayload(tickRows(1, { note: 'copied' })));
    await writer.flushAll();
    const rows = objectsOf(await scene.reader().readLevelSignals(DAY));
    expect(rows.map(({ break_score_raw: tick, note }) => [tick, note])).toEqual([
      ...[
        [0, null],
        [1, 'copied'],
        [1, 'copied'],
        [2, null],
        [2, null],
        [2, null],
      ],
    ]);
  });

  it('tells no data from a missing date, and answers no question that cannot be', async () => {
    const scene = await createScene();
    const reader = scene.reader();
    const failing = (request: typeof DAY, words: string) =>
      expect(reader.readLevelSignals(request)).rejects.toThrow(words);
    await failing(DAY, 'Gold holds nothing of levels.signals.v1');
    await using gold = await openEngineGold(scene.engine());
    const rows = tickRows(0);
    await gold.commit({
      snapshots: [{ tsEventNs: FIRST_TICK, rows }],
      derivation: { last_tick_ns: FIRST_TICK, inputs: [], warm_up: null, missed: [] },
      state: Buffer.from('0'),
    });
    await failing({ ...DAY, date: '2025-12-17' }, 'Gold holds SPY on 1 dates, 2025-12-16 to');
    await failing(
      { ...DAY, underlying: 'QQQ' },
      'QQQ: expected rows on 2025-12-16, was none; Gold',
    );
    await failing({ ...DAY, date: 'today' }, 'expected a date YYYY-MM-DD, was "today"');
    const empty = await reader.readLevelSignals({
      ...DAY,
      date: '2025-12-17',
      ...{ allowMissing: true },
    });
    expect(empty.numRows).toBe(0);
    expect(empty.schema.fields).toHaveLength(levelsSignals.columns.length);
    await expect(
      reader.readDate(stocksTrades, { value: 'SPY', date: DAY.date }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

import { readLedger } from '@assay/ledger';
import { encodeLevelPayload, levelsSignals, publishedLevels } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { createFakeClock, createMemoryLog, crashAt, createCountingFailpoint } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { openEngineGold } from '../../src/index.js';
import { tickRows } from '../support/counting-engine.js';
import { levelSignal } from '../support/level-signal.js';
import { chosen } from '../support/chosen-failpoints.js';
import { createScene, objectsOf } from '../support/scene.js';
import { filesOf, storedRows } from '../support/stored.js';

const DATE = '2025-12-16';

describe('a Gold writer', () => {
  it('takes payloads, foreign ones and flat rows from the log to Gold and to the reader', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const rows = tickRows(2, { producer: 'other' });
    await scene.append(encodeLevelPayload(rows));
    await scene.append(foreign());
    await writer.write(levelsSignals, [levelSignal({ level_id: 'VWAP' })]);
    await writer.writeLevelSignals({
      ...foreign(),
      ts_event_ns: 1_765_893_600_500_000_001n,
      ts: undefined,
    });
    await writer.flushAll();
    const read = objectsOf(
      await scene.reader().readLevelSignals({ underlying: 'SPY', date: DATE }),
    );
    expect(
      read.map(({ ts_event_ns: time, level_id: id, producer }) => [time, id, producer]),
    ).toEqual([
      [rows[0].ts_event_ns, 'ROUND_600', 'other'],
      [rows[0].ts_event_ns, 'ROUND_601', 'other'],
      [rows[0].ts_event_ns, 'ROUND_602', 'other'],
      [1_765_893_600_250_000_000n, 'ROUND_600', 'foreign'],
      [1_765_893_600_250_000_000n, 'VWAP', 'assay'],
      [1_765_893_600_500_000_001n, 'ROUND_600', 'foreign'],
    ]);
    expect(read.slice(0, 3)).toEqual(rows);
    expect(read[3]).toMatchObject({
      ts_known_ns: 1_765_893_600_750_000_000n,
      tape_sweep_notional: 0,
    });
    expect(writer.totals()).toMatchObject({ committedTo: 4n, rows: 6, deadLetters: 0, repeats: 0 });
    const { gaps, totals } = await readLedger({ ...scene, tier: 'gold', shard: 'levels' });
    expect(gaps).toEqual([]);
    expect(totals).toMatchObject({ delivered: 4, events: 6, rows: 6 });
  });

  it('keeps what is no row as a dead letter, and every neighbour of it', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const good = { ...foreign().levels[0], id: 'GOOD' };
    await scene.append({
      ...foreign(),
      levels: [good, { ...good, id: 'BAD', distance: 'far' }, 7],
    });
    await scene.append('{"ts":NaN,"levels":[]}', { 'Assay-Run': 'r', 'Assay-Run-Pos': '4' });
    await scene.append({ levels: [] });
    await writer.flushAll();
    expect(await storedRows(scene.store, 'levels')).toMatchObject([
      { level_id: 'GOOD', _pos: 65_536n },
    ]);
    const letters = await storedRows(scene.store, 'levels', 'dead-letters');
    expect(letters).toMatchObject([
      { _pos: 65_537n, reason: 'WRONG_TYPE', field: 'distance', subject: 'levels.signals' },
      { _pos: 65_538n, reason: 'WRONG_TYPE', field: 'levels[2]' },
      { _pos: 131_072n, reason: 'NOT_JSON', _run: 'r', _run_pos: 4n },
      { _pos: 196_608n, reason: 'MISSING_FIELD', field: 'ts', dataset: 'levels.signals.v1' },
    ]);
    const [flat] = letters.map(({ event }) =>
      Buffer.from(String(event), 'base64').toString('utf8'),
    );
    expect(JSON.parse(flat)).toMatchObject({ level_id: 'BAD', distance: 'far' });
    expect([...(await filesOf(scene.root, '_dlq')).keys()]).toEqual([
      '_dlq/levels/e1/000000000001-000000000003.parquet',
    ]);
    expect(writer.totals()).toMatchObject({ rows: 1, deadLetters: 4 });
  });

  it('stores a repeat once, however late and after whatever restart it comes', async () => {
    const scene = await createScene();
    const first = scene.writer();
    await first.start();
    const payload = encodeLevelPayload(tickRows(1));
    await scene.append(payload);
    await scene.append(payload);
    await first.flushAll();
    await scene.append(payload);
    await first.flushAll();
    expect(first.totals()).toMatchObject({ rows: 2, repeats: 4 });
    await first.stop();
    const second = scene.writer();
    await second.start();
    await scene.append(
      encodeLevelPayload([...tickRows(1), { ...tickRows(1)[0], level_id: 'NEW' }]),
    );
    await scene.append({ ...foreign(), levels: [] });
    await second.flushAll();
    expect(second.totals()).toMatchObject({ rows: 1, repeats: 2 });
    expect(await storedRows(scene.store, 'levels')).toHaveLength(3);
    const { gaps } = await readLedger({ ...scene, tier: 'gold', shard: 'levels' });
    expect(gaps.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [2n, 2n, 'repeat'],
      [3n, 3n, 'repeat'],
      [5n, 5n, 'no-levels'],
    ]);
  });

  it("leaves out what this lake's own engine publishes, and nobody else's", async () => {
    const scene = await createScene();
    await using engine = await openEngineGold(scene.engine());
    expect(engine.epoch).toBe(1);
    const writer = scene.writer();
    await writer.start();
    for (const [fingerprint, tick] of [
      ['engine-1', 0],
      ['engine-1', 1],
      ['elsewhere', 2],
    ] as const) {
      await scene.log.append(publishedLevels(fingerprint, tickRows(tick)));
    }
    await writer.flushAll();
    expect(writer.totals()).toMatchObject({ rows: 3, ownPublications: 2, committedTo: 3n });
    const { gaps, state } = await readLedger({ ...scene, tier: 'gold', shard: 'levels' });
    expect(gaps).toMatchObject([{ from: 1n, to: 2n, reason: 'own-publication' }]);
    expect(state.last?.sequence).toBe(3n);
  });

  it('stores the same bytes wherever it is stopped', { timeout: 120_000 }, async () => {
    const counting = createCountingFailpoint();
    const whole = await createScene();
    await storeAll(whole, counting.failpoint);
    const expected = [await filesOf(whole.root, 'gold'), await filesOf(whole.root, '_dlq')];
    expect(expected.map(({ size }) => size)).toEqual([3, 2]);
    for (const point of chosen([...counting.counts.keys()])) {
      const scene = await createScene();
      const nth = (counting.counts.get(point) ?? 1) > 1 ? 2 : 1;
      await expect(storeAll(scene, crashAt(point, nth)), point).rejects.toThrow();
      await storeAll(scene);
      const found = [await filesOf(scene.root, 'gold'), await filesOf(scene.root, '_dlq')];
      expect(found, point).toEqual(expected);
    }
  });

  it('fences the older of two', async () => {
    const scene = await createScene();
    const older = scene.writer();
    await older.start();
    const newer = scene.writer();
    await newer.start();
    await scene.append(foreign());
    await newer.flushAll();
    await expect(older.flushAll()).rejects.toMatchObject({ code: expect.stringMatching(/FENCED/) });
    await expect(older.done).rejects.toMatchObject({ code: 'FENCED' });
    expect(await storedRows(scene.store, 'levels')).toHaveLength(1);
  });

  it('knows a log that was rewound by the last message, even one that was left out', async () => {
    const scene = await createScene();
    await using engine = await openEngineGold(scene.engine());
    expect(engine.epoch).toBe(1);
    const log = createMemoryLog({ stream: 'LEVELS' });
    const first = scene.writer({ log, shard: 'LEVELS' });
    await first.start();
    await log.append(publishedLevels('engine-1', tickRows(0)));
    await log.append(publishedLevels('engine-1', tickRows(1)));
    await first.flushAll();
    await first.stop();
    log.retainFrom(2n);
    log.loseTail(1n);
    const { subject, bytes } = publishedLevels('elsewhere', tickRows(2));
    await log.append({ subject, bytes });
    const second = scene.writer({ log, shard: 'LEVELS' });
    await second.start();
    await second.flushAll();
    expect(await storedRows(scene.store, 'LEVELS')).toHaveLength(3);
    const { epochs } = await readLedger({ ...scene, tier: 'gold', shard: 'LEVELS' });
    expect(epochs.map(({ reason }) => reason)).toEqual(['first', 'rewound']);
  });

  it('closes a batch at 500 events or 10 seconds', async () => {
    const scene = await createScene();
    const clock = createFakeClock();
    const reasons: string[] = [];
    const writer = scene.writer({ clock, onCommit: (commit) => reasons.push(commit.close_reason) });
    await writer.start();
    const { levels } = foreign();
    const many = Array.from({ length: 500 }, (_, level) => ({ ...levels[0], id: `L${level}` }));
    await scene.append({ ...foreign(), levels: many });
    await until(() => reasons.length === 1);
    await scene.append({ ...foreign(), producer: 'late' });
    await until(async () => {
      await clock.advance(1_000);
      return reasons.length === 2;
    });
    expect(reasons).toEqual(['events', 'age']);
  });

  it('refuses payloads and rows that would only become dead letters', async () => {
    const writer = (await createScene()).writer();
    const bad = (payload: object | string, words: string) =>
      expect(writer.writeLevelSignals(payload)).rejects.toThrow(words);
    await bad('{', 'levels.signals: expected');
    await bad({ ...foreign(), levels: [] }, '"levels": expected at least one, was none');
    await bad({ ...foreign(), spy: { spot: Infinity } }, '"spot": expected a finite number');
    await bad({ ...foreign(), ts_event_ns: 1.7e18 }, '"ts_event_ns": expected a bigint above 2^53');
    await bad({ ...foreign(), spy: {} }, '"spot": expected a finite number, was null');
    await expect(writer.flushAll()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('refuses a log or a shard that the lake has under another name', async () => {
    const scene = await createScene();
    await scene.writer().start();
    await expect(scene.writer({ shard: 'other' }).start()).rejects.toMatchObject({
      code: 'STORED_ELSEWHERE',
    });
  });
});

/** Stores messages of all kinds, each as a batch of its own; what is stored already is not offered again. */
async function storeAll(
  scene: Awaited<ReturnType<typeof createScene>>,
  failpoint: (name: string) => void | Promise<void> = () => undefined,
): Promise<void> {
  const payloads = [
    encodeLevelPayload(tickRows(1)),
    '{"ts":1}',
    encodeLevelPayload(tickRows(5)),
    encodeLevelPayload(tickRows(1)),
    'no JSON',
    encodeLevelPayload(tickRows(8)),
  ];
  const { lastSequence } = await scene.log.levels.state();
  for (const payload of payloads.slice(Number(lastSequence))) {
    await scene.append(payload);
  }
  const writer = scene.writer({ failpoint, limits: { maxBytes: 1 } });
  await writer.start();
  await writer.flushAll();
  await writer.stop();
}

function foreign() {
  return {
    ts: 1_765_893_600_250,
    spy: { spot: 600.25 },
    levels: [
      {
        ...{ id: 'ROUND_600', price: 600, kind: 'ROUND', direction: 'SUPPORT', distance: 0.25 },
        ...{ break_score_raw: 12, break_score_smooth: 13.5, signal: 'NEUTRAL', confidence: 'LOW' },
        barrier: { state: 'NEUTRAL' },
        tape: { imbalance: 0, buy_vol: 3, sell_vol: 4, velocity: 0 },
        fuel: { effect: 'NEUTRAL' },
        ...{ runway_direction: 'DOWN', runway_quality: 'CLEAR' },
      },
    ],
  };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tried = 0; !(await isSo()); tried += 1) {
    expect(tried).toBeLessThan(2_000);
    await systemClock.sleep(5);
  }
}

import { readFile } from 'node:fs/promises';
import { openQuerySession } from '@assay/query';
import {
  optionsTradesEnriched,
  sha256Hex,
  silverColumns,
  sqlType,
  type AnyRow,
  type GreeksSnapshot,
} from '@assay/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertJoined } from '../../src/enrichment/assert-joined.js';
import { comparable } from './comparable.js';
import { greeksArbitrary, HOUR_NS, ranked, TOLERANCE_NS, tradeArbitrary } from './generated.js';
import { createHourScene, snapshot, trade } from './hour-scene.js';
import { naiveAsOf } from './naive-as-of.js';

/** Whole hours that are tried: many where there is time for them. */
const HOURS = process.env['ASSAY_LONG'] === '1' ? 100 : 3;
const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const digestOf = async (file: string) => sha256Hex(await readFile(file));

/** Rows as deliveries of a run, in their order. */
const inRun = (run: string) => (row: AnyRow, position: number) => ({
  ...row,
  _run: run,
  _run_pos: BigInt(position),
});

function withoutMinusZero({ delta, gamma }: GreeksSnapshot) {
  return { delta: delta + 0, gamma: gamma + 0 };
}

describe('buildEnrichedHour', () => {
  it('joins within the tolerance, and counts what is stale and what has none', async () => {
    const { addTrades, addGreeks, build } = await createHourScene();
    await addGreeks([
      snapshot(MINUTE, { snapshot_id: 'a', delta: 0.5, gamma: -0.25 }),
      snapshot(0n, { option_symbol: 'P100', delta: -0.125 }),
    ]);
    await addTrades([
      trade(MINUTE - 1n),
      trade(MINUTE, { size: 3 }),
      trade(MINUTE + 10n * SECOND),
      trade(MINUTE + 10n * SECOND + 1n),
      trade(2_999_999n, { option_symbol: 'P100' }),
      trade(0n, { option_symbol: 'C200' }),
    ]);
    const { result, rows } = await build();
    expect(result).toEqual({
      rowsRead: 6,
      rowsWritten: 6,
      duplicatesRemoved: 0,
      ambiguousDuplicates: 0,
      bytes: expect.any(Number) as number,
      minTsEventNs: HOUR_NS,
      maxTsEventNs: HOUR_NS + MINUTE + 10n * SECOND + 1n,
      joined: 3,
      stale: 1,
      none: 2,
    });
    const joins = rows.map((row) => [
      (row.ts_event_ns as bigint) - HOUR_NS,
      row.greeks_snapshot_id,
      row.delta,
      row.delta_notional,
      row.gamma_notional,
      row.join_age_ms,
    ]);
    expect(joins).toEqual([
      [0n, null, null, null, null, null],
      [2_999_999n, null, -0.125, -25, 50, 2n],
      [MINUTE - 1n, null, null, null, null, null],
      [MINUTE, 'a', 0.5, 150, -75, 0n],
      [MINUTE + 10n * SECOND, 'a', 0.5, 100, -50, 10_000n],
      [MINUTE + 10n * SECOND + 1n, null, null, null, null, null],
    ]);
  });

  it('looks back over the start of the hour and of the day, as far as the tolerance', async () => {
    const { addTrades, addGreeks, build } = await createHourScene();
    const midnight = -14n * 60n * MINUTE;
    await addGreeks([
      snapshot(-2n * SECOND, { delta: 0.1 }),
      snapshot(-10n * SECOND - 1n, { option_symbol: 'C200' }),
      snapshot(midnight - 2n * SECOND, { delta: 0.2 }),
    ]);
    await addTrades([trade(SECOND), trade(0n, { option_symbol: 'C200' })]);
    const today = await build();
    // What is before the window is not looked for, even where a file holds it.
    expect(today.result).toMatchObject({ joined: 1, stale: 0, none: 1 });
    expect(today.rows.map((row) => row.delta)).toEqual([null, 0.1]);

    const other = await createHourScene();
    await other.addGreeks([snapshot(midnight - 2n * SECOND, { delta: 0.2 })]);
    await other.addTrades([trade(midnight + SECOND)]);
    const { rows } = await other.build({ hourStartNs: HOUR_NS + midnight });
    expect(rows.map((row) => [row.delta, row.join_age_ms])).toEqual([[0.2, 3_000n]]);
  });

  it('chooses among snapshots of one instant by id, then rank, then source', async () => {
    const { addTrades, addGreeks, build } = await createHourScene();
    const live = (position: number) => ({ _run: 'live', _run_pos: BigInt(position) });
    await addGreeks([
      snapshot(0n, { snapshot_id: 'b', delta: 0.1, ...live(0) }),
      snapshot(0n, { snapshot_id: null, delta: 0.2, ...live(1) }),
      snapshot(1n, { snapshot_id: null, delta: 0.4, ...live(3) }),
      snapshot(1n, { snapshot_id: null, delta: 0.3, ...live(2) }),
      snapshot(2n, { source: 'A', delta: 0.6 }),
      snapshot(2n, { source: 'B', delta: 0.5 }),
    ]);
    await addTrades([trade(0n), trade(1n), trade(2n)]);
    const { rows } = await build();
    expect(rows.map((row) => row.delta)).toEqual([0.1, 0.4, 0.5]);
  });

  it('counts a trade once, and takes the snapshot that Silver keeps, however often they came', async () => {
    const { addTrades, addGreeks, build } = await createHourScene();
    const trades = [trade(MINUTE, { seq: 1n }), trade(MINUTE, { seq: 1n }), trade(MINUTE + 1n)];
    const greeks = [snapshot(MINUTE), snapshot(MINUTE - 1n)];
    await addTrades(trades.map(inRun('live')));
    await addTrades(trades.map(inRun('file')));
    await addGreeks(greeks.map(inRun('live')));
    // The same snapshots once more, of a run that is later by its name, with other values.
    await addGreeks(greeks.map((row) => ({ ...row, delta: 0.9 })).map(inRun('z')));
    await addTrades([trade(2n * MINUTE), trade(2n * MINUTE)]);
    const { result, rows } = await build();
    expect(result).toMatchObject({
      rowsRead: 8,
      rowsWritten: 5,
      duplicatesRemoved: 3,
      ambiguousDuplicates: 1,
      joined: 3,
      stale: 2,
      none: 0,
    });
    expect(rows.map((row) => row.delta)).toEqual([0.5, 0.5, 0.5, null, null]);
    const collapsed = await build({ collapseAmbiguous: true });
    expect(collapsed.result).toMatchObject({ rowsWritten: 4, ambiguousDuplicates: 1 });
  });

  it('writes the declared columns, sorted, with the footer it is given', async () => {
    const { addTrades, build } = await createHourScene();
    await addTrades([trade(5n), trade(3n), trade(4n)]);
    const { file, rows, result } = await build();
    expect(rows.map((row) => row.ts_event_ns)).toEqual([3n, 4n, 5n].map((each) => HOUR_NS + each));
    expect(result).toMatchObject({ joined: 0, stale: 0, none: 3 });
    const session = await openQuerySession();
    const described = await session.rows(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
    expect(described.map((row) => [row.column_name, row.column_type])).toEqual(
      silverColumns(optionsTradesEnriched).map((column) => [column.name, sqlType(column)]),
    );
    const footer = await session.rows(
      `SELECT key::VARCHAR AS name, value::VARCHAR AS value FROM parquet_kv_metadata('${file}')`,
    );
    expect(footer).toEqual(
      expect.arrayContaining([
        { name: 'assay.dataset', value: 'options.trades_enriched.v1' },
        { name: 'assay.rows', value: '3' },
      ]),
    );
    session.close();
  });

  it('writes the same bytes on any number of threads, by either plan, however Bronze cut the rows', async () => {
    const [trades] = fc.sample(fc.array(tradeArbitrary, { minLength: 300, maxLength: 300 }), {
      numRuns: 1,
      seed: 7,
    });
    const [greeks] = fc.sample(fc.array(greeksArbitrary, { minLength: 300, maxLength: 300 }), {
      numRuns: 1,
      seed: 8,
    });
    const spy = { underlying: 'SPY' };
    const tradeRows = trades.map((row) => ({ ...row, ...spy })).map(inRun('t'));
    const greeksRows = greeks.map((row) => ({ ...row, ...spy })).map(inRun('g'));
    const whole = await createHourScene();
    await whole.addTrades(tradeRows);
    await whole.addGreeks(greeksRows);
    const cut = await createHourScene();
    await cut.addGreeks(greeksRows.slice(100), { eventsPerMessage: 1 });
    await cut.addTrades(tradeRows.slice(0, 77), { eventsPerMessage: 1, shard: 'other' });
    await cut.addTrades(tradeRows.slice(70));
    await cut.addGreeks(greeksRows.slice(0, 120), { shard: 'other' });
    const built = [
      await whole.build({ threads: 1 }),
      await whole.build({ threads: 2 }),
      await whole.build({ threads: 8, settings: 'SET asof_loop_join_threshold = 0' }),
      await whole.build({ settings: 'SET asof_loop_join_threshold = 1000' }),
      await cut.build(),
    ];
    const digests = await Promise.all(built.map(({ file }) => digestOf(file)));
    expect(new Set(digests).size).toBe(1);
    expect(built.map(({ result: { joined, stale, none } }) => [joined, stale, none])).toEqual(
      built.map(() => [built[0].result.joined, built[0].result.stale, built[0].result.none]),
    );
    expect(built[0].result.joined).toBeGreaterThan(50);
  });

  it('refuses trades of another hour', async () => {
    const { addTrades, build } = await createHourScene();
    await addTrades([trade(-1n)]);
    await expect(build()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('builds what a loop over the rows builds', async () => {
    const ofSpy = { underlying: 'SPY' };
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          tradeArbitrary.map((row) => ({ ...row, ...ofSpy })),
          { minLength: 1, maxLength: 20 },
        ),
        fc.array(
          // Bronze stores a −0 as 0.
          greeksArbitrary.map((row) => ({ ...row, ...ofSpy, ...withoutMinusZero(row) })),
          { maxLength: 40 },
        ),
        async (trades, greeks) => {
          const scene = await createHourScene();
          await scene.addTrades(trades.map(inRun('t')));
          if (greeks.length > 0) {
            await scene.addGreeks(greeks.map(inRun('g')));
          }
          const { result, rows } = await scene.build({ toleranceNs: TOLERANCE_NS });
          const inWindow = greeks.filter((row) => row.ts_event_ns >= HOUR_NS - TOLERANCE_NS);
          const naive = naiveAsOf(ranked(trades), ranked(inWindow), TOLERANCE_NS);
          const { joined, stale, none } = naive;
          expect(result).toMatchObject({ rowsWritten: trades.length, joined, stale, none });
          expect(comparable(rows as AnyRow[])).toEqual(comparable(naive.rows));
        },
      ),
      { numRuns: HOURS, endOnFailure: true },
    );
  }, 300_000);
});

describe('assertJoined', () => {
  it('refuses what is not the join that was counted', async () => {
    const scene = await createHourScene();
    await scene.addGreeks([snapshot(0n)]);
    await scene.addTrades([trade(0n), trade(SECOND)]);
    const { file } = await scene.build();
    const session = await openQuerySession();
    const join = { joined: 2, stale: 0, none: 0, ageMs: 1_000n };
    await assertJoined(session, join, file);
    for (const other of [{ joined: 1 }, { ageMs: 999n }]) {
      await expect(assertJoined(session, { ...join, ...other }, file)).rejects.toMatchObject({
        code: 'NOT_ACCEPTED',
      });
    }
    session.close();
  });
});

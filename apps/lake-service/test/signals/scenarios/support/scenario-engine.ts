import { futuresMbp10, futuresTrades, type AnyRow, type LevelSignal } from '@assay/schemas';
import {
  createLevelEngine,
  createWarmUp,
  ES_CONFIG,
  type EngineConfig,
  type EngineSession,
  type LevelSnapshot,
} from '@assay/signals';
import { expect } from 'vitest';
import { batchOf } from '../../support/batch-of.js';

/** 2025-12-16T00:00Z, a Tuesday; ESH6 is the front contract. */
export const START_NS = 1_765_843_200_000_000_000n;
export const SYMBOL = 'ESH6';
export const TICK_POINTS = 0.25;

/** Prints and books of ES, each in order of time. */
export interface FuturesRows {
  readonly trades: readonly AnyRow[];
  readonly books: readonly AnyRow[];
}

/** ES by itself with levels at these prices, in a market that never closes. */
export function configWith(
  hotzones: readonly number[],
  parameters: Partial<EngineConfig['parameters']> = {},
): EngineConfig {
  return {
    ...ES_CONFIG,
    hours: 'always',
    hotzones,
    parameters: { ...ES_CONFIG.parameters, ...parameters },
  };
}

/** All that the engine says from `START_NS` on for so many seconds. Every row is used. */
export function snapshotsOf(
  config: EngineConfig,
  { trades, books }: FuturesRows,
  seconds: number,
): LevelSnapshot[] {
  const endNs = START_NS + BigInt(seconds) * 1_000_000_000n;
  const session: EngineSession = {
    date: '2025-12-16',
    startNs: START_NS,
    endNs: endNs + 1n,
    regularStartNs: START_NS,
    regularEndNs: endNs,
    premarketStartNs: undefined,
  };
  const engine = createLevelEngine(config);
  engine.beginSession(session, createWarmUp(config, session, []).finish());
  expect(engine.pushBatch(batchOf(futuresTrades, trades)).missed).toEqual([]);
  expect(engine.pushBatch(batchOf(futuresMbp10, books)).missed).toEqual([]);
  const snapshots = engine.advance(endNs);
  expect(engine.counts).toMatchObject({
    used: trades.length + books.length,
    late: 0,
    missed: 0,
    copies: 0,
    foreign: 0,
    unusable: 0,
  });
  return snapshots;
}

/** One row of a level, and the seconds since `START_NS`. */
export interface LevelTick {
  readonly at: number;
  readonly row: LevelSignal;
}

/** The rows of one level, tick by tick. */
export function ticksOf(snapshots: readonly LevelSnapshot[], levelId: string): LevelTick[] {
  return snapshots.flatMap(({ tsEventNs, rows }) =>
    rows
      .filter(({ level_id: id }) => id === levelId)
      .map((row) => ({ at: Number(tsEventNs - START_NS) / 1e9, row })),
  );
}

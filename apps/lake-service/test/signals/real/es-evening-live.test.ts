import { createSignalRunner, type SignalRunner } from '@assay/replay';
import { systemClock, type Clock } from '@assay/telemetry';
import { createFakeClock, type FakeClock } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import {
  EVENING_CONFIG,
  EVENING_DATE,
  EVENING_START_NS,
  readEvening,
  runEvening,
} from './support/es-evening.js';
import { firstDifference } from './support/first-difference.js';
import { goldRows } from './support/gold-rows.js';
import { openMarketLake, sendAll, type MarketLake } from './support/market-lake.js';
import { onePass } from './support/one-pass.js';
import { sendingsOf, type Sending } from './support/paced-evening.js';
import { hasRealData } from './support/real-data.js';

const SECOND = 1_000_000_000n;
const STEP_MS = 1_000;
/** Silence at the end, so that what waits for an input is made by the allowance. */
const QUIET_STEPS = 4;

function runnerOf({ log, store, stagingFolder }: MarketLake, clock: Clock): SignalRunner {
  return createSignalRunner({
    config: EVENING_CONFIG,
    store,
    logs: [{ shard: 'market', log: log.market }],
    gold: { stagingFolder, limits: { maxEvents: 4_000, maxSeconds: 600 } },
    query: { threads: 1 },
    clock,
    publish: (message) => log.append(message),
  });
}

/** Waits, while the clock stands still, until everything sent is taken in. */
async function taken(lake: MarketLake, runner: SignalRunner, clock: FakeClock, last: bigint) {
  for (let turns = 0; turns < 6_000; turns += 1) {
    const { phase, positions, problem } = runner.status();
    if (positions.some(({ sequence }) => sequence >= last)) {
      return;
    }
    if (phase === 'failed') {
      throw new Error(`expected a runner that runs, was one that failed: ${problem}`);
    }
    if (phase === 'waiting-for-bronze') {
      // The session begins: Bronze has to hold what was before it, and is asked again by the clock.
      await lake.bronze.flushAll();
      await clock.advance(250);
    }
    await systemClock.sleep(turns < 50 ? 1 : 10);
  }
  throw new Error(`expected message ${last} to be taken in within a minute`);
}

/** Sends part of the evening at its pace, to a runner that is stopped at the end of it. */
async function runPart(lake: MarketLake, clock: FakeClock, sendings: readonly Sending[]) {
  const runner = runnerOf(lake, clock);
  await runner.start();
  for (const { messages } of sendings) {
    if (messages.length > 0) {
      await taken(lake, runner, clock, await sendAll(lake, messages));
    }
    await clock.advance(STEP_MS);
  }
  await runner.stop();
  return runner.status();
}

async function liveEvening(minutes: bigint) {
  await using lake = await openMarketLake();
  const evening = await readEvening();
  const fromNs = EVENING_START_NS - SECOND;
  const clock = createFakeClock({ startNs: fromNs });
  const toNs = EVENING_START_NS + minutes * 60n * SECOND;
  const sendings = sendingsOf(evening, fromNs, toNs, SECOND);
  const half = sendings.length >> 1;
  const first = await runPart(lake, clock, sendings.slice(0, half));
  // Nobody reads for twenty seconds.
  for (const { messages } of sendings.slice(half, half + 20)) {
    await sendAll(lake, messages);
    await clock.advance(STEP_MS);
  }
  const quiet = Array.from({ length: QUIET_STEPS }, () => ({ atNs: toNs, messages: [] }));
  const second = await runPart(lake, clock, [...sendings.slice(half + 20), ...quiet]);
  await lake.bronze.flushAll();
  const { lastTickNs = 0n } = second;
  const batch = await onePass(lake.store, EVENING_CONFIG, EVENING_DATE, lastTickNs + 1n);
  const stored = await goldRows(lake.store);
  return { evening, toNs, first, second, lastTickNs, batch, stored };
}

describe.skipIf(!hasRealData)('an evening of ES, live [real data]', () => {
  const isLong = process.env.ASSAY_LONG === '1';

  it(
    'has the same rows in Gold as one pass over Bronze: its first minutes',
    () => expectLiveIsBatch(5n),
    300_000,
  );

  it.skipIf(!isLong)(
    'has the same rows in Gold as one pass over Bronze: all of it [long]',
    () => expectLiveIsBatch(60n),
    1_800_000,
  );
});

async function expectLiveIsBatch(minutes: bigint): Promise<void> {
  const { evening, toNs, first, second, lastTickNs, batch, stored } = await liveEvening(minutes);
  expect([first.missed, second.missed]).toEqual([0, 0]);
  expect([first.storedTickNs, second.storedTickNs]).toEqual([first.lastTickNs, lastTickNs]);
  expect(first.lastTickNs).toBeLessThan(lastTickNs);
  // What is made ends with the last event, less the lateness.
  expect(toNs - lastTickNs).toBeLessThan(5n * SECOND);
  expect(stored.length).toBeGreaterThan(Number(minutes) * 700);
  expect(firstDifference(stored, batch.rows)).toBeUndefined();
  const plain = runEvening(evening).snapshots.flatMap(({ rows }) => rows);
  const until = plain.filter((row) => row.ts_event_ns <= lastTickNs);
  expect(firstDifference(stored, until)).toBeUndefined();
}

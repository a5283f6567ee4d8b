import { SPY_CONFIG, type EngineSession, type LevelEngine } from '@assay/signals';
import { createFakeClock } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { EngineDriver } from '../../src/runner/engine-driver.js';
import { LiveWatermark } from '../../src/runner/live-watermark.js';
import { MissedEvents } from '../../src/runner/missed-events.js';

const SECOND = 1_000_000_000n;
const START_NS = 1_748_908_800n * SECOND;

/** A driver of an engine that has a session open and only notes how far it is advanced. */
function drive(pace: () => Promise<boolean>) {
  const session = {
    date: '2025-06-03',
    startNs: START_NS,
    endNs: START_NS + 86_400n * SECOND,
  } as EngineSession;
  const advanced: bigint[] = [];
  const engine = {
    session,
    lastTickNs: START_NS,
    advance: (toNs: bigint) => {
      advanced.push((toNs - START_NS) / SECOND);
      return [];
    },
  } as unknown as LevelEngine;
  const watermark = new LiveWatermark(0, 0);
  const driver = new EngineDriver({
    ...{ config: SPY_CONFIG, engine, watermark, pace, clock: createFakeClock() },
    missed: new MissedEvents(),
    sessions: { sessionAt: () => undefined },
    boundNs: () => undefined,
    wantedOf: (batch) => batch,
    warmUpOf: () => Promise.reject(new Error('expected no session to begin')),
    onSnapshot: () => undefined,
  });
  return { driver, watermark, advanced };
}

describe('an engine driver', () => {
  it('makes hours a minute at a time, and stops where the pace says so', async () => {
    let turns = 0;
    const pace = () => Promise.resolve((turns += 1) < 4);
    const { driver, watermark, advanced } = drive(pace);
    watermark.show('stocks', START_NS + 130n * SECOND, 0);
    await driver.settle();
    expect(advanced).toEqual([60n, 120n, 130n]);
    watermark.show('stocks', START_NS + 18_000n * SECOND, 0);
    await driver.settle();
    expect(advanced.slice(3)).toEqual([60n, 120n]);
  });
});

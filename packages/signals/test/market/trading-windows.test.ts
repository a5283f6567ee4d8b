import { describe, expect, it } from 'vitest';
import { ES_CONFIG, SPY_CONFIG, type EngineConfig } from '../../src/config/engine-config.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { sessionsOf } from '../../src/session/sessions-of.js';
import { newYork } from './support/session.js';

const HOUR = 3_600e9;

function windowsOf(config: EngineConfig, date: string, time: string) {
  const session = sessionsOf(config).sessionAt(newYork(date, time));
  return session && tradingWindows(session);
}

describe('tradingWindows', () => {
  it('counts from 18:00 of the evening before where futures feed the engine', () => {
    expect(windowsOf(SPY_CONFIG, '2025-12-16', '12:00')).toEqual({
      premarketStart: 10 * HOUR,
      regularStart: 15.5 * HOUR,
      regularEnd: 22 * HOUR,
      openingEnd: 15.75 * HOUR,
      barOffset: 0,
    });
  });

  it('counts from 04:00 of a stock alone, to 13:00 on a half day', () => {
    expect(windowsOf({ ...SPY_CONFIG, proxy: null }, '2025-11-28', '12:00')).toMatchObject({
      premarketStart: 0,
      regularStart: 5.5 * HOUR,
      regularEnd: 9 * HOUR,
    });
  });

  it('begins regular hours at the same offset after a change of clocks, and at 0 where always open', () => {
    // Clocks went forward on Sunday at 02:00; Monday's session begins at 18:00 of that day.
    expect(windowsOf(ES_CONFIG, '2025-03-10', '12:00')?.regularStart).toBe(15.5 * HOUR);
    const always = windowsOf({ ...SPY_CONFIG, hours: 'always' }, '2025-03-09', '12:00');
    expect(always).toMatchObject({ premarketStart: undefined, regularStart: 0 });
    expect(always?.regularEnd).toBe(24 * HOUR);
  });

  it('has no PM where a session begins otherwise, and OR within its hours', () => {
    const evening = { ...ES_CONFIG, sessionStart: '18:00', sessionEnd: '18:10' };
    expect(windowsOf(evening, '2023-12-26', '10:00')).toMatchObject({
      premarketStart: undefined,
      regularStart: 0,
      regularEnd: HOUR / 6,
      openingEnd: HOUR / 6,
    });
  });

  it('begins bars at even minutes of UTC, whatever the session begins at', () => {
    const startNs = newYork('2025-12-16', '04:01');
    const base = { date: '2025-12-16', startNs, endNs: startNs + 1n };
    const regular = { regularStartNs: startNs, regularEndNs: startNs + 1n };
    const windows = tradingWindows({ ...base, ...regular, premarketStartNs: undefined });
    expect(windows.barOffset).toBe(60e9);
  });
});

import { describe, expect, it } from 'vitest';
import { LatestGreeks } from '../../src/fuel/latest-greeks.js';
import { NONE } from './support/option-session.js';

describe('LatestGreeks', () => {
  it('keeps the latest snapshot of a symbol, in whole pico-units', () => {
    const greeks = new LatestGreeks();
    greeks.take(1, 'A', 0.1, 0.2, null);
    greeks.take(2, 'A', 0.3, NONE, null);
    expect(greeks.of('A')).toMatchObject({ atNs: 2, gammaPico: 3e11, volatility: 0 });
    expect(greeks.of('B').atNs).toBe(-Infinity);
  });

  it.each<[string, (string | null)[], number]>([
    ['the greatest name', ['b', 'c', 'a'], 2],
    ['any name before none', [null, 'a', null], 2],
    ['the later of equal names', ['a', 'a'], 2],
    // In UTF-16 the order of these two is the other way.
    ['names by their UTF-8 bytes', ['\u{1F600}', '\uFF5E'], 1],
  ])('takes of snapshots of one instant %s', (_, names, nth) => {
    const greeks = new LatestGreeks();
    names.forEach((name, index) => greeks.take(5, 'A', index + 1, NONE, name));
    expect(greeks.of('A').gammaPico).toBe(nth * 1e12);
  });

  it.each([0, -0.2, Infinity])('reads a volatility of %d as none', (volatility) => {
    const greeks = new LatestGreeks();
    greeks.take(1, 'A', 0.1, volatility, null);
    expect(greeks.of('A').volatility).toBe(0);
  });
});

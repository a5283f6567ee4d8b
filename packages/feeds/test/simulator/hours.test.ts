import { describe, expect, it } from 'vitest';
import { futuresSymbolOn, marketHours, simulatedSessions } from '../../src/simulator/hours.js';
import { DEFAULT_KNOBS } from '../../src/simulator/knobs.js';

const hours = marketHours(DEFAULT_KNOBS);
const at = (instant: string) => hours.at(BigInt(Date.parse(instant)) * 1_000_000n);

describe('marketHours', () => {
  it.each([
    ['2025-12-16T15:00:00Z', 'regular', '2025-12-16'],
    ['2025-12-16T12:00:00Z', 'premarket', '2025-12-16'],
    ['2025-12-16T03:00:00Z', 'overnight', '2025-12-16'],
    ['2025-12-16T21:30:00Z', 'after', '2025-12-16'],
    ['2025-12-16T22:30:00Z', 'closed', '2025-12-17'],
    ['2025-12-20T15:00:00Z', 'closed', '2025-12-22'],
    ['2025-12-25T15:00:00Z', 'closed', '2025-12-26'],
    ['2025-11-27T15:00:00Z', 'overnight', '2025-11-27'],
    ['2025-11-28T18:05:00Z', 'after', '2025-11-28'],
    ['2025-07-01T13:31:00Z', 'regular', '2025-07-01'],
  ])('%s is %s of %s', (instant, phase, date) => {
    expect(at(instant)).toMatchObject({ phase, date });
  });

  it('lets stocks trade from 04:00, options in regular hours, neither on a holiday', () => {
    expect(at('2025-12-16T08:59:59Z').stocks).toBe(0);
    expect(at('2025-12-16T09:00:00Z').stocks).toBeGreaterThan(0);
    expect(at('2025-12-16T14:29:59Z').options).toBe(0);
    expect(at('2025-12-16T14:30:00Z').options).toBeGreaterThan(1);
    expect(at('2025-11-27T15:00:00Z')).toMatchObject({ stocks: 0, options: 0, halfDay: true });
  });

  it('is busy at the open and the close, and quiet overnight; strength 0 is flat', () => {
    const [open, noon, close, night] = ['14:31', '17:00', '20:58', '05:00'].map(
      (time) => at(`2025-12-16T${time}:00Z`).futures,
    );
    expect(open).toBeGreaterThan(2);
    expect(close).toBeGreaterThan(2);
    expect(noon).toBeLessThan(0.9);
    expect(night).toBeLessThan(0.1);
    const flat = marketHours({ ...DEFAULT_KNOBS, intradayShape: 0 });
    expect(flat.at(1_765_900_000_000_000_000n).futures).toBe(1);
  });

  it('has a mean of 1 over regular hours', () => {
    let sum = 0;
    for (let minute = 0; minute < 390; minute += 1) {
      sum += hours.at(1_765_895_400_000_000_000n + BigInt(minute) * 60_000_000_000n).futures;
    }
    expect(Math.abs(sum / 390 - 1)).toBeLessThan(0.02);
  });

  it('lists Fridays, or the day before where Friday is a holiday, and half days end early', () => {
    expect(hours.expiries('2025-12-19').map(({ date }) => date)).toEqual([
      '2025-12-19',
      '2025-12-26',
    ]);
    expect(hours.expiries('2025-04-15')[0].date).toBe('2025-04-17');
    expect(hours.expiries('2025-11-28')[0].ns).toBe(
      BigInt(Date.parse('2025-11-28T18:00:00Z')) * 1_000_000n,
    );
    const always = marketHours({ ...DEFAULT_KNOBS, hours: 'always' });
    expect(always.expiries('2025-12-19')[0].date).toBe('2025-12-26');
  });
});

describe('simulatedSessions', () => {
  it('leaves out weekends and holidays', () => {
    expect(simulatedSessions('2025-12-24', 4).map(({ date }) => date)).toEqual([
      '2025-12-24',
      '2025-12-26',
      '2025-12-29',
      '2025-12-30',
    ]);
  });
});

describe('futuresSymbolOn', () => {
  it('rolls eight days before expiry', () => {
    expect(['2025-12-10', '2025-12-11', '2026-03-12'].map(futuresSymbolOn)).toEqual([
      'ESZ5',
      'ESH6',
      'ESM6',
    ]);
  });
});

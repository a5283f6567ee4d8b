import { describe, expect, it } from 'vitest';
import { SPY_CONFIG } from '../../src/config/engine-config.js';
import { sessionsOf } from '../../src/session/sessions-of.js';

const NOON = BigInt(Date.UTC(2025, 0, 1, 12)) * 1_000_000n;
const HALF_DAY_NS = 43_200_000_000_000n;

describe('alwaysSessions', () => {
  const sessions = sessionsOf({ ...SPY_CONFIG, hours: 'always' });

  it('takes every UTC day for one session, open all day', () => {
    expect(sessions.sessionAt(NOON)).toEqual({
      date: '2025-01-01',
      startNs: NOON - HALF_DAY_NS,
      endNs: NOON + HALF_DAY_NS,
      regularStartNs: NOON - HALF_DAY_NS,
      regularEndNs: NOON + HALF_DAY_NS,
      premarketStartNs: undefined,
    });
  });

  it('lists the days after and before', () => {
    const today = sessions.next(NOON - HALF_DAY_NS);
    expect(today.date).toBe('2025-01-01');
    expect(sessions.next(NOON).date).toBe('2025-01-02');
    expect(sessions.next(today).date).toBe('2025-01-02');
    expect(sessions.previous(today, 2).map(({ date }) => date)).toEqual([
      '2024-12-30',
      '2024-12-31',
    ]);
  });
});

import { SPY_CONFIG, sessionsOf } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { knownSessions } from '../../src/session/known-sessions.js';

const NOON_NS = 1_748_952_000_000_000_000n; // 2025-06-03 12:00 UTC
const YEAR_2098_NS = 4_053_628_800_000_000_000n;

describe('knownSessions', () => {
  it('knows no session beyond the calendar, says so each time, and takes it back', () => {
    const told: (string | undefined)[] = [];
    const sessions = knownSessions(sessionsOf(SPY_CONFIG), (words) => told.push(words));
    expect(sessions.sessionAt(NOON_NS)?.date).toBe('2025-06-03');
    expect(told).toEqual([]);
    expect(sessions.sessionAt(YEAR_2098_NS)).toBeUndefined();
    expect(sessions.sessionAt(YEAR_2098_NS + 1n)).toBeUndefined();
    expect(sessions.atOrAfter(YEAR_2098_NS + 86_400_000_000_000n)).toBeUndefined();
    expect(told).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('2026-12-31')));
    expect(sessions.atOrAfter(NOON_NS)?.date).toBe('2025-06-03');
    expect(told.at(-1)).toBeUndefined();
  });
});

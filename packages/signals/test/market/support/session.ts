import { zonedTimeNs } from '@assay/calendar';
import type { EngineSession } from '../../../src/session/engine-session.js';

const ZONE = 'America/New_York';

/** New York time of a day as an instant. */
export function newYork(date: string, time: string): bigint {
  return zonedTimeNs(date, time, ZONE);
}

/** A regular session of a stock: 04:00 to 20:00, regular hours 09:30 to 16:00. */
export function stockSession(date: string): EngineSession {
  return {
    date,
    startNs: newYork(date, '04:00'),
    endNs: newYork(date, '20:00'),
    regularStartNs: newYork(date, '09:30'),
    regularEndNs: newYork(date, '16:00'),
    premarketStartNs: newYork(date, '04:00'),
  };
}

/** Nanoseconds from 04:00 to a time of day of `stockSession`, with seconds. */
export function since4(time: string): number {
  const [hours, minutes, seconds = 0] = time.split(':').map(Number);
  return Math.round(((hours - 4) * 3_600 + minutes * 60 + seconds) * 1e9);
}

import type { CalendarDeclaration } from '../declaration.js';
import { US_CLOSED_DAYS, US_HALF_DAYS } from './us-equities.js';

/**
 * Regular hours only: the overnight and curb sessions of SPX and VIX options are not in the source. A
 * series that expires in the afternoon stops with the stock market instead: see `optionExpiryNs`.
 */
export const usIndexOptions: CalendarDeclaration = {
  name: 'us-index-options',
  title: 'Index options of the United States (SPX, VIX on Cboe), regular hours',
  source:
    'LEAN market-hours database (QuantConnect/Lean 24863901), Index-usa-SPX; closed days and half days ' +
    'as the stock exchanges, whose half days end at 13:15 for these options (NYSE Group notices)',
  zone: 'America/New_York',
  from: '2007-01-01',
  to: '2028-12-31',
  dayStart: { time: '00:00', eveningBefore: false },
  hours: [{ from: '2007-01-01', segments: [{ name: 'market', start: '09:30', end: '16:15' }] }],
  closed: US_CLOSED_DAYS,
  shortDays: [
    {
      why: 'half day of the stock exchanges',
      segments: [{ name: 'market', start: '09:30', end: '13:15' }],
      dates: US_HALF_DAYS,
    },
  ],
};

import {
  addDays,
  exchangeCalendar,
  frontContract,
  contractSymbol,
  marketSegment,
  optionExpiryNs,
  zonedTimeNs,
  zonedTimeOf,
  type Session,
} from '@assay/calendar';
import { dayOfDate, isoOfNs } from '@assay/schemas';
import { FeedError } from '../errors.js';
import {
  afterShape,
  overnightShape,
  regularShape,
  STOCKS_OUTSIDE,
  varianceOf,
} from './intraday.js';
import type { Phase, Tempo } from './intraday.js';
import type { KnobValues } from './knobs.js';

/** What the hours of the exchanges say of an instant. */
export interface Moment extends Tempo {
  /** Trade date of ES, `YYYY-MM-DD`: contract and options are chosen by it. */
  readonly date: string;
  /** When ES opens, while it is closed, or the segment ends; undefined in a market that never closes. */
  readonly nextNs: bigint | undefined;
  /** When the session of the date ends. */
  readonly closesNs: bigint;
  readonly halfDay: boolean;
}

/** When what trades. Pure: the same instant gives the same answer. */
export interface MarketHours {
  at(tsNs: bigint): Moment;
  /** The expiries listed on a date: the next two Fridays, or the day before where one is a holiday. */
  expiries(date: string): readonly Expiry[];
}

/** When options of a weekly series stop. */
export interface Expiry {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly ns: bigint;
}

/** The front quarterly ES contract of a trade date, e.g. `ESZ5`. */
export function futuresSymbolOn(date: string): string {
  return contractSymbol(frontContract('ES', date));
}

const HOUR_SECONDS = 3_600;

/** The hours that the knobs ask for. */
export function marketHours(knobs: KnobValues): MarketHours {
  return knobs.hours === 'always' ? alwaysOpen() : exchangeHours(knobs.intradayShape);
}

function alwaysOpen(): MarketHours {
  return {
    at: (tsNs) => ({
      phase: 'regular',
      futures: 1,
      stocks: 1,
      options: 1,
      variance: 1,
      date: zonedTimeOf(tsNs, 'UTC').date,
      nextNs: undefined,
      closesNs: tsNs,
      halfDay: false,
    }),
    // Strictly after the date: this market goes on past 16:00, when Friday's options are gone.
    expiries: (date) =>
      fridaysFrom(addDays(date, 1)).map((friday) => ({
        date: friday,
        ns: zonedTimeNs(friday, '16:00', 'America/New_York'),
      })),
  };
}

function exchangeHours(strength: number): MarketHours {
  const futures = exchangeCalendar('cme-es');
  const stocks = exchangeCalendar('us-equities');

  /** The session that an instant is in, or the next one. */
  function sessionFrom(tsNs: bigint): Session {
    if (tsNs < futures.startNs || tsNs >= futures.endNs) {
      const known = `${futures.from} to ${futures.to}`;
      throw new FeedError(
        'BAD_OPTION',
        `simulator option "hours": expected "always" outside the dates that the exchange calendar ` +
          `knows (${known}), was "exchange" at ${isoOfNs(tsNs)}`,
      );
    }
    const { date } = zonedTimeOf(tsNs, 'America/New_York');
    const inside = futures.sessionOf(tsNs);
    if (inside !== undefined) {
      return inside;
    }
    const today = futures.session(date);
    return today !== undefined && today.startNs > tsNs ? today : futures.nextSession(date);
  }

  return {
    at: (tsNs) => {
      const session = sessionFrom(tsNs);
      const segment = session.segments.find(
        ({ startNs, endNs }) => startNs <= tsNs && tsNs < endNs,
      );
      const { date, endNs: closesNs, earlyClose: halfDay } = session;
      const own = { date, closesNs, halfDay };
      if (segment === undefined) {
        const next = session.segments.find(({ startNs }) => startNs > tsNs);
        const closed = { phase: 'closed', futures: 0, stocks: 0, options: 0, variance: 0 } as const;
        return { ...own, ...closed, nextNs: next?.startNs ?? session.endNs };
      }
      const day = stocks.session(session.date);
      return { ...own, ...tempoAt(tsNs, session, day, strength), nextNs: segment.endNs };
    },
    expiries: (date) =>
      fridaysFrom(date).map((friday) => {
        const day = stocks.session(friday) ?? stocks.previousSession(friday);
        return { date: day.date, ns: optionExpiryNs(day.date, stocks) };
      }),
  };
}

/** How busy the feeds are at an instant of an ES session; `day` is the stock exchanges' session. */
function tempoAt(
  tsNs: bigint,
  session: Session,
  day: Session | undefined,
  strength: number,
): Tempo {
  const regular = day === undefined ? undefined : marketSegment(day);
  // On a holiday of the stock exchanges futures trade as overnight, until their halt.
  const openNs = regular?.startNs ?? zonedTimeNs(session.date, '09:30', 'America/New_York');
  const closeNs = regular?.endNs ?? openNs;
  const [phase, level] = phaseOf(tsNs, openNs, closeNs);
  const shaped = 1 + strength * (level - 1);
  const stocksOpen = day !== undefined && day.startNs <= tsNs && tsNs < day.endNs;
  const stocksLevel = phase === 'regular' ? shaped : shaped * STOCKS_OUTSIDE;
  return {
    phase: phase === 'overnight' && stocksOpen ? 'premarket' : phase,
    futures: shaped,
    stocks: stocksOpen ? stocksLevel : 0,
    options: phase === 'regular' ? shaped : 0,
    variance: varianceOf(shaped),
  };
}

function phaseOf(tsNs: bigint, openNs: bigint, closeNs: bigint): readonly [Phase, number] {
  const hoursFrom = (ns: bigint): number => Number((tsNs - ns) / 1_000_000n) / 1e3 / HOUR_SECONDS;
  if (tsNs < openNs || closeNs === openNs) {
    return ['overnight', overnightShape(Math.max(0.5, -hoursFrom(openNs)))];
  }
  if (tsNs >= closeNs) {
    return ['after', afterShape(hoursFrom(closeNs))];
  }
  const progress = Number(tsNs - openNs) / Number(closeNs - openNs);
  return ['regular', regularShape(progress)];
}

const EXPIRIES = 2;

/** The Fridays from a date on, itself included. */
function fridaysFrom(date: string): string[] {
  // 1970-01-01 was a Thursday: day 1 is a Friday.
  const day = dayOfDate(date) ?? 0;
  const daysAhead = (((1 - day) % 7) + 7) % 7;
  return Array.from({ length: EXPIRIES }, (_, week) => addDays(date, daysAhead + 7 * week));
}

/** One session to simulate. */
export interface SimulatedSession {
  /** Its trade date. */
  readonly date: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * The first `days` ES sessions from a date on, as the exchange kept or keeps them: weekends and holidays
 * have none. Throws `CalendarError` (`OUT_OF_RANGE`, `BAD_DATE`).
 */
export function simulatedSessions(fromDate: string, days: number): SimulatedSession[] {
  const futures = exchangeCalendar('cme-es');
  const sessions: SimulatedSession[] = [];
  let next = futures.session(fromDate) ?? futures.nextSession(fromDate);
  for (;;) {
    sessions.push({ date: next.date, startNs: next.startNs, endNs: next.endNs });
    if (sessions.length === days) {
      return sessions;
    }
    next = futures.nextSession(next.date);
  }
}

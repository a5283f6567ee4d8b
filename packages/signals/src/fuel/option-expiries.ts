import { exchangeCalendar, optionExpiryNs, type ExchangeCalendar } from '@assay/calendar';
import { dayOfDate } from '@assay/schemas';
import type { EngineSession, SessionNs } from '../session/engine-session.js';

/** Time to expiry is never taken as less. */
const LEAST_NS = 60_000_000_000;
const NS_PER_YEAR = 365 * 86_400_000_000_000;

/** When an option stops. */
export interface OptionExpiry {
  /** NaN where the calendar does not reach. */
  readonly atNs: SessionNs;
  /** The date has no session: the option stops with the session before it. */
  readonly isMoved: boolean;
}

/**
 * When the options of a date stop: with the stock market, at 13:00 New York on half days. It is computed from
 * the calendar, so none of it is state.
 */
export class OptionExpiries {
  private readonly stocks: ExchangeCalendar = exchangeCalendar('us-equities');
  private readonly byDate = new Map<string, OptionExpiry>();
  private startNs = 0n;

  reset(session: EngineSession): void {
    this.startNs = session.startNs;
    this.byDate.clear();
  }

  /** Undefined for a text that is no date. */
  of(expDate: string): OptionExpiry | undefined {
    const known = this.byDate.get(expDate);
    if (known !== undefined) {
      return known;
    }
    if (dayOfDate(expDate) === undefined) {
      return undefined;
    }
    const expiry = this.compute(expDate);
    this.byDate.set(expDate, expiry);
    return expiry;
  }

  private compute(expDate: string): OptionExpiry {
    if (expDate < this.stocks.from || expDate > this.stocks.to) {
      return { atNs: Number.NaN, isMoved: false };
    }
    const isMoved = this.stocks.session(expDate) === undefined;
    const date = isMoved ? this.stocks.previousSession(expDate).date : expDate;
    return { atNs: Number(optionExpiryNs(date, this.stocks) - this.startNs), isMoved };
  }
}

/** Years of 365 days from an instant to an expiry, never less than 60 seconds; NaN for an unknown expiry. */
export function yearsTo(expiryNs: SessionNs, nowNs: SessionNs): number {
  return Math.max(LEAST_NS, expiryNs - nowNs) / NS_PER_YEAR;
}

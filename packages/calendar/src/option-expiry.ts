import { CalendarError } from './errors.js';
import type { ExchangeCalendar } from './exchange-calendar.js';
import { marketSegment } from './session.js';

/**
 * The instant (int64 ns) at which an option that expires in the afternoon of a date stops: the close of
 * the stock market, 13:00 New York on half days. `stocks` is the calendar `us-equities`. A date without
 * a session throws `BAD_DATE`: series are listed for the session before it, never moved here in silence.
 */
export function optionExpiryNs(expDate: string, stocks: ExchangeCalendar): bigint {
  const session = stocks.session(expDate);
  const market = session === undefined ? undefined : marketSegment(session);
  if (market === undefined) {
    throw new CalendarError(
      'BAD_DATE',
      `expected an expiry on a day of ${stocks.name} with regular hours, was ${expDate}`,
    );
  }
  return market.endNs;
}

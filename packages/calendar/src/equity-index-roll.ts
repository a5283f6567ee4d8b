import { dateOfDay } from '@assay/schemas';
import { addDays, nthWeekday } from './civil-date.js';
import { CalendarError } from './errors.js';
import type { ExchangeCalendar } from './exchange-calendar.js';
import type { FuturesContract } from './futures-contract.js';

/** Months in which index futures expire: H M U Z. */
const QUARTER_MONTHS = [3, 6, 9, 12] as const;

/** CME's convention: volume moves to the next quarter on the Thursday eight days before expiry. */
const ROLL_DAYS_BEFORE_EXPIRY = 8;

/**
 * The last trading day of a quarterly contract of the S&P 500 family: the third Friday of its month, or
 * the session before when the stock exchanges are closed then. Trading ends at 09:30 New York of that
 * day. Source: CME rulebook, chapter 358 (E-mini S&P 500 futures).
 */
export function lastTradingDay(contract: FuturesContract, stocks: ExchangeCalendar): string {
  checkQuarterly(contract);
  const thirdFriday = dateOfDay(nthWeekday(contract.year, contract.month, 5, 3));
  return stocks.session(thirdFriday)?.date ?? stocks.previousSession(thirdFriday).date;
}

/**
 * The trade date from which the next quarter counts as the front contract, by the exchange's convention:
 * eight days before the third Friday. A rule of dates alone; the reader's front contract goes by the
 * previous session's volume.
 */
export function rollDate(contract: FuturesContract): string {
  checkQuarterly(contract);
  const { year, month } = contract;
  return addDays(dateOfDay(nthWeekday(year, month, 5, 3)), -ROLL_DAYS_BEFORE_EXPIRY);
}

/** The front quarterly contract of a product on a trade date, by `rollDate`. */
export function frontContract(root: string, tradeDate: string): FuturesContract {
  const year = Number(addDays(tradeDate, 0).slice(0, 4));
  const ofYear = QUARTER_MONTHS.map((month) => ({ root, year, month }));
  const front = ofYear.find((contract) => tradeDate < rollDate(contract));
  return front ?? { root, year: year + 1, month: QUARTER_MONTHS[0] };
}

/** The quarterly contract after this one. */
export function nextContract(contract: FuturesContract): FuturesContract {
  checkQuarterly(contract);
  const { root, year, month } = contract;
  return month === 12 ? { root, year: year + 1, month: 3 } : { root, year, month: month + 3 };
}

function checkQuarterly({ root, year, month }: FuturesContract): void {
  if (!(QUARTER_MONTHS as readonly number[]).includes(month)) {
    throw new CalendarError(
      'BAD_SYMBOL',
      `expected a quarterly month (3, 6, 9, 12) of ${root}, was ${year}-${month}`,
    );
  }
}

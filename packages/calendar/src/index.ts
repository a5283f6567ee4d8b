export { addDays } from './civil-date.js';
export {
  listDates,
  type CalendarDeclaration,
  type CalendarName,
  type DatesByYear,
  type DeclaredSegment,
  type ShortDays,
} from './declaration.js';
export { frontContract, lastTradingDay, nextContract, rollDate } from './equity-index-roll.js';
export { CalendarError, type CalendarErrorCode } from './errors.js';
export {
  CALENDAR_NAMES,
  createCalendar,
  exchangeCalendar,
  type ExchangeCalendar,
} from './exchange-calendar.js';
export {
  contractSymbol,
  parseContract,
  splitSpread,
  type FuturesContract,
} from './futures-contract.js';
export { optionExpiryNs } from './option-expiry.js';
export { marketSegment, type SegmentName, type Session, type SessionSegment } from './session.js';
export {
  ZONES,
  zonedTimeNs,
  zonedTimeOf,
  type Occurrence,
  type ZonedTime,
  type ZoneName,
} from './zone.js';

/** Why the calendar has no answer. */
export type CalendarErrorCode =
  /** The date or instant lies outside what the calendar, or the rule, is known for. */
  | 'OUT_OF_RANGE'
  /** Not a date (`YYYY-MM-DD`) that exists. */
  | 'BAD_DATE'
  /** Not a time of day. */
  | 'BAD_TIME'
  /** The clocks of that zone skip this time on this date. */
  | 'NO_SUCH_TIME'
  /** No calendar or zone has this name. */
  | 'UNKNOWN_NAME'
  /** Not a futures symbol of the form that was asked for. */
  | 'BAD_SYMBOL'
  /** A declaration contradicts itself. */
  | 'BAD_DECLARATION';

/** An error of this package. Nothing here is worth retrying: the question has to change. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly code: CalendarErrorCode;
  readonly retryable = false;

  constructor(code: CalendarErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

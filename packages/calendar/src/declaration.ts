import type { SegmentName } from './session.js';
import type { ZoneName } from './zone.js';

/** The calendars there are. */
export type CalendarName = 'us-equities' | 'us-index-options' | 'cme-es';

/** Hours of a segment, `HH:MM` in the calendar's zone. */
export interface DeclaredSegment {
  readonly name: SegmentName;
  readonly start: string;
  readonly end: string;
  /** The start is on the evening before the session's date. */
  readonly eveningBefore?: true;
}

/** Dates by year: `{ 2024: '01-01 01-15' }`. Short to write, and to check against a published list. */
export type DatesByYear = Readonly<Record<number, string>>;

/** Days whose hours are not the regular ones. */
export interface ShortDays {
  /** Why, for people. */
  readonly why: string;
  readonly segments: readonly DeclaredSegment[];
  readonly dates: DatesByYear;
  /** The exchange books them under the next session's trade date. */
  readonly settlesNext?: true;
}

/** What is known of an exchange's sessions, where from, and for which dates. */
export interface CalendarDeclaration {
  readonly name: CalendarName;
  /** For people. */
  readonly title: string;
  /** Where the facts come from. */
  readonly source: string;
  readonly zone: ZoneName;
  /** The first and the last date that are known, both included. */
  readonly from: string;
  readonly to: string;
  /** Where the calendar's day begins: midnight, or 18:00 of the evening before. */
  readonly dayStart: { readonly time: string; readonly eveningBefore: boolean };
  /** Regular hours, each from a date until the next one's. */
  readonly hours: readonly {
    readonly from: string;
    readonly segments: readonly DeclaredSegment[];
  }[];
  /** Weekdays without a session. */
  readonly closed: DatesByYear;
  readonly shortDays: readonly ShortDays[];
}

/** The dates of a list, as `YYYY-MM-DD`, in its order. */
export function listDates(dates: DatesByYear): string[] {
  return Object.entries(dates).flatMap(([year, days]) =>
    days.split(' ').map((day) => `${year}-${day}`),
  );
}

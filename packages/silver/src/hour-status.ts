import type { HourOrDayName } from './hour-result.js';

/** How an hour of Silver stands to what Bronze holds now. */
export type HourState =
  /** Made of just what Bronze lists, by today's rule, and its file is the recorded one. */
  | 'compacted'
  /** Recorded, and `compact` would rebuild it, or put its records in order. */
  | 'stale'
  /** Bronze holds rows of it that were never compacted. */
  | 'missing'
  /** Retention deleted what it was made of: it stays as it is. */
  | 'frozen'
  /** It cannot be compacted as things are; `reason` says why. */
  | 'failing';

/** One line of `status`. A date whose catalog cannot be read is one line, `failing`. */
export interface HourStatus extends HourOrDayName {
  readonly state: HourState;
  readonly reason: string;
  /** Rows of its file, by its record; 0 where there is none. */
  readonly rows: number;
}

/** What nobody needs, or what nobody knows. */
export interface GarbageItem {
  /**
   * `staging`: a file that a killed process left; `unrecorded`: a file in Silver's folders that no record
   * names; `undecided`: all files of a date whose catalog cannot be read.
   */
  readonly kind: 'staging' | 'unrecorded' | 'undecided';
  /** A path on this machine, or a key of the lake. */
  readonly place: string;
  readonly bytes: number;
  /** Whether it was removed: only what is certainly nobody's is, and only when asked. */
  readonly removed: boolean;
  readonly reason: string;
}

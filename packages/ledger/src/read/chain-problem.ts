/** What can be wrong with a log's objects. */
export type ChainProblemKind =
  /** An entry is in no object, although later ones are, or a checkpoint that vouches for it. */
  | 'entry-missing'
  /** An object is there in the place of an entry and is none that this release can read. */
  | 'entry-unreadable'
  /** An entry's bytes are not those that the entry after it, or a checkpoint, names. */
  | 'entry-altered'
  /** A single entry is not what the segment that holds its number has: the segment is believed. */
  | 'entry-differs'
  /** A segment's bytes are not those that its own digest, or the segment after it, names. */
  | 'segment-altered'
  /** An object that is no part of the log lies in one of its folders. */
  | 'foreign-object';

/** One thing that is wrong, and the object that it is wrong with. */
export interface ChainProblem {
  readonly kind: ChainProblemKind;
  /** The exact key in the lake. */
  readonly key: string;
  readonly expected: string;
  readonly was: string;
}

/** Is told of each problem as it is found. */
export type ReportProblem = (problem: ChainProblem) => void;

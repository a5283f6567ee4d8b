/** An object that is missing, or does not hold the bytes that it should. Nothing was overwritten. */
export interface CopyProblem {
  readonly key: string;
  /** The lake that the object is in, by its URI. */
  readonly place: string;
  readonly problem: 'missing' | 'different';
  /** SHA-256 that the object should have. */
  readonly expected: string;
  /** SHA-256 that it has; undefined where it is missing. */
  readonly found: string | undefined;
}

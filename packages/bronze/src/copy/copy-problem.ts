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

/** The problem as a person reads it, with the next step. */
export function problemText({ key, place, problem, expected, found }: CopyProblem): string {
  return problem === 'missing'
    ? `${key} in ${place}: expected SHA-256 ${expected}, was no object: put it back from a copy`
    : `${key} in ${place}: expected SHA-256 ${expected}, was ${found}: ` +
        'put the right object there from a copy, or take the wrong one away, then run this again';
}

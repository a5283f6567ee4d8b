/**
 * What a session is told of those before it. All of it is computed by one function from the K sessions
 * before, in live, replay and batch alike; what is missing is null or empty, never guessed.
 */
export interface WarmUp {
  /** Dates of the sessions that were read, ascending. */
  readonly sessions: readonly string[];
  /** Those of them without one usable print of the underlying: their bars are missing, and nothing is in their place. */
  readonly missing: readonly string[];
  /** Closes of completed 2-minute bars of the underlying (of the front contract for futures), oldest first, at most 400; nano-units. */
  readonly barCloses: readonly number[];
  /** The front contract by the previous session's volume; null where none traded. */
  readonly frontContract: string | null;
  /** Open interest at the end of the previous session, by option symbol. */
  readonly openInterest: ReadonlyMap<string, number>;
  /** SHA-256 of all this in canonical form, lower-case hex. */
  readonly digest: string;
}

import type { DeadLetterId } from '@assay/schemas';

/**
 * `open`: it was not sent again. `stored`: it was, and its event is a row now. `refused-again`:
 * it was, and a later letter tells why it was refused once more.
 */
export type LetterState = 'open' | 'stored' | 'refused-again';

/** A dead letter as the lake holds it, without its event. */
export interface StoredLetter {
  readonly id: DeadLetterId;
  readonly state: LetterState;
  /** The letters that its replay became. */
  readonly refusedAs: readonly DeadLetterId[];
  /** The letter that this one is a replay of. */
  readonly replayOf: DeadLetterId | undefined;
  readonly subject: string;
  readonly dataset: string | undefined;
  readonly reason: string;
  readonly field: string | undefined;
  /** "expected …, was …". */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Its place in its producer's run. */
  readonly run: { readonly run: string; readonly ordinal: bigint } | undefined;
  readonly eventBytes: number;
  /** See `LetterFile.storedNs`. */
  readonly storedNs: bigint | undefined;
  /** Key of the file it is in. */
  readonly file: string;
}

/** A dead letter with its event's original bytes: all of them, or the first. */
export interface LetterWithEvent extends StoredLetter {
  readonly event: Uint8Array;
}

/** Which letters are meant; what is absent does not matter. */
export interface LetterFilter {
  readonly shard?: string;
  readonly reason?: string;
  readonly dataset?: string;
  readonly state?: LetterState;
  /**
   * Stored by the log's server in `[sinceNs, untilNs)`; letters without such a time are not meant
   * then.
   */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
}

/** Whether a letter is meant, its time apart. */
export function matches(
  filter: LetterFilter,
  letter: Pick<StoredLetter, 'reason' | 'dataset' | 'state'>,
): boolean {
  const { reason, dataset, state } = filter;
  return (
    (reason === undefined || letter.reason === reason) &&
    (dataset === undefined || letter.dataset === dataset) &&
    (state === undefined || letter.state === state)
  );
}

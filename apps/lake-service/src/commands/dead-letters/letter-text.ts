import type { LetterWithEvent } from '@assay/bronze';
import { formatNumber } from '@assay/cli';
import { formatDeadLetterId, isoOfNs } from '@assay/schemas';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** So many dead letters, in words. */
export function countedLetters(count: number): string {
  return `${formatNumber(count)} dead ${count === 1 ? 'letter' : 'letters'}`;
}

/** The text that bytes are in UTF-8; undefined when they are not. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The beginning of an event on one line: control characters escaped, what is no text in hex. */
export function beginning({ event, eventBytes }: LetterWithEvent, characters: number): string {
  // Where not all of it was read, a character may be cut.
  const cut = event.length < eventBytes ? cutBytes(event) : 0;
  const whole = textOf(event.subarray(0, event.length - cut));
  const text =
    whole === undefined
      ? `hex ${Buffer.from(event).toString('hex')}`
      : JSON.stringify(whole).slice(1, -1).replaceAll('\\"', '"');
  const shown = Array.from(text).slice(0, characters).join('');
  return shown.length < text.length || event.length < eventBytes ? `${shown}…` : shown;
}

/** Bytes at the end that begin a character and do not end it: at most three. */
function cutBytes(bytes: Uint8Array): number {
  const isWhole = textOf(bytes) !== undefined;
  return isWhole ? 0 : ([1, 2, 3].find((back) => (bytes.at(-back) ?? 0) >= 0xc0) ?? 0);
}

/** A letter for machines; the event apart. */
export function letterResult(letter: LetterWithEvent): object {
  const { id, state, refusedAs, replayOf, run, storedNs } = letter;
  return {
    id: formatDeadLetterId(id),
    shard: id.shard,
    epoch: id.epoch,
    position: id.position,
    state,
    reason: letter.reason,
    dataset: letter.dataset ?? null,
    field: letter.field ?? null,
    detail: letter.detail,
    subject: letter.subject,
    headers: letter.headers ?? null,
    run: run === undefined ? null : { run: run.run, ordinal: run.ordinal },
    stored_at: storedNs === undefined ? null : isoOfNs(storedNs),
    replay_of: replayOf === undefined ? null : formatDeadLetterId(replayOf),
    refused_as: refusedAs.map(formatDeadLetterId),
    file: letter.file,
    event_bytes: letter.eventBytes,
  };
}

/** ASCII that a line is expected to hold at some place, laid out to be compared four bytes at a time. */
export interface KnownBytes {
  readonly length: number;
  /** Little-endian words; the last one ends with the text and so may overlap the one before. */
  readonly words: Int32Array;
  readonly lastOffset: number;
  /** Which bytes of the last word count: fewer than four where the text is shorter. */
  readonly lastMask: number;
}

const WORD = 4;

/** Matches nothing. */
export const NOTHING_KNOWN: KnownBytes = knownBytes('');

export function knownBytes(text: string): KnownBytes {
  const { length } = text;
  const bytes = Buffer.alloc(Math.max(length, WORD));
  bytes.write(text, 'latin1');
  const lastOffset = Math.max(length - WORD, 0);
  const offsets = Array.from({ length: Math.ceil(length / WORD) }, (_, index) => index * WORD);
  const words = offsets.map((offset) => bytes.readInt32LE(Math.min(offset, lastOffset)));
  const lastMask = length < WORD ? (1 << (length * 8)) - 1 : -1;
  return { length, words: Int32Array.from(words), lastOffset, lastMask };
}

/** Whether the text stands at `at` of the view. Nothing (the empty text) stands nowhere. */
export function holds(view: DataView, at: number, known: KnownBytes): boolean {
  const { words, lastOffset } = known;
  const last = words.length - 1;
  if (last < 0 || at + lastOffset + WORD > view.byteLength) {
    return false;
  }
  for (let index = 0; index < last; index += 1) {
    if (view.getInt32(at + index * WORD, true) !== words[index]) {
      return false;
    }
  }
  return (view.getInt32(at + lastOffset, true) & known.lastMask) === words[last];
}

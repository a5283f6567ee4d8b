import type { TextColumn } from './event-batch.js';

/** Code of a NULL text. */
export const NO_TEXT = -1;

/** Texts by number, so that rows hold numbers. */
export class TextPool {
  private readonly texts: string[] = [];
  private readonly codes = new Map<string, number>();

  codeOf(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) {
      return known;
    }
    const code = this.texts.length;
    this.texts.push(text);
    this.codes.set(text, code);
    return code;
  }

  /** The text of a code; the empty one for NULL. */
  textOf(code: number): string {
    return code === NO_TEXT ? '' : this.texts[code];
  }

  /** By UTF-8 bytes, NULL last. */
  compare(a: number, b: number): number {
    if (a === b) {
      return 0;
    }
    if (a === NO_TEXT || b === NO_TEXT) {
      return a === NO_TEXT ? 1 : -1;
    }
    return compareTexts(this.texts[a], this.texts[b]);
  }

  /** This pool's codes of a batch's texts, looked up when a row first has one. */
  reader({ codes, texts }: TextColumn): (row: number) => number {
    const known = new Int32Array(texts.length).fill(NO_TEXT);
    return (row) => {
      const code = codes[row];
      if (code === NO_TEXT) {
        return NO_TEXT;
      }
      if (known[code] === NO_TEXT) {
        known[code] = this.codeOf(texts[code]);
      }
      return known[code];
    };
  }
}

/**
 * By UTF-8 bytes, which is by code points. UTF-16 differs where one text has a surrogate and the other a
 * unit above them, so that surrogates are moved to the end.
 */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) {
      return rankOfUnit(left) - rankOfUnit(right);
    }
  }
  return a.length - b.length;
}

function rankOfUnit(unit: number): number {
  if (unit < 0xd800) {
    return unit;
  }
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

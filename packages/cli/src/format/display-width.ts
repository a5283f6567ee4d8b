/** Zero columns: combining marks, joiners, variation selectors and other format characters. */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
/** Pictures that terminals draw over two columns. */
const PICTURE = /^\p{Emoji_Presentation}/u;
/** East Asian wide and full-width blocks (Unicode Standard Annex 11), first and last code point. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];
const PLAIN = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const cluster of clusters(text)) {
    width += clusterWidth(cluster);
  }
  return width;
}

/** The text padded with spaces to `width` columns, on its right or (numbers) on its left. */
export function padTo(text: string, width: number, side: 'left' | 'right'): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? padding + text : text + padding;
}

/** As much of the text as fits into `width` columns; `…` marks what was cut. */
export function truncateTo(text: string, width: number): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  let taken = '';
  let columns = 1;
  for (const cluster of clusters(text)) {
    columns += clusterWidth(cluster);
    if (columns > width) {
      break;
    }
    taken += cluster;
  }
  return width < 1 ? '' : `${taken}…`;
}

function clusters(text: string): string[] {
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}

/** What a person sees as one character takes the columns of its first code point. */
function clusterWidth(cluster: string): number {
  const point = cluster.codePointAt(0) ?? 0;
  const first = String.fromCodePoint(point);
  if (NONE.test(first)) {
    return 0;
  }
  const wide = PICTURE.test(cluster) || cluster.includes('\ufe0f');
  return wide || WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}

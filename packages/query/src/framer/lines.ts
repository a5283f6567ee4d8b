const NEWLINE = 0x0a;

/** Whether a byte is JSON white space. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
}

/**
 * The non-blank lines of a payload, as alternating start and end offsets. A blank line is no event, so
 * an event's index is its place among these.
 */
export function splitLines(bytes: Buffer): number[] {
  const offsets: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    if (!isBlank(bytes, start, end)) {
      offsets.push(start, end);
    }
    start = end + 1;
  }
  return offsets;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (!isSpace(bytes[at])) {
      return false;
    }
  }
  return true;
}

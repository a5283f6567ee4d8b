const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * The elements of a JSON array as NDJSON, byte for byte as they came: parsing them would round integers
 * above 2^53. Line breaks between tokens become spaces. Undefined when the bytes are not one array from
 * the first to the last bracket; whether each element is JSON is the framer's business.
 */
export function arrayAsLines(bytes: Uint8Array): Uint8Array | undefined {
  const lines = Uint8Array.from(bytes);
  let depth = 0;
  let isString = false;
  let end = -1;
  for (let at = 0; at < lines.length; at += 1) {
    const byte = lines[at];
    if (isString) {
      if (byte === BACKSLASH) {
        at += 1;
      } else {
        isString = byte !== QUOTE;
      }
    } else if (byte === QUOTE) {
      isString = true;
    } else if (byte === NEWLINE || byte === RETURN) {
      lines[at] = SPACE;
    } else if (OPENING.has(byte)) {
      lines[at] = depth === 0 ? SPACE : byte;
      depth += 1;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth === 0) {
        lines[at] = SPACE;
        end = at;
        break;
      }
    } else if (byte === COMMA && depth === 1) {
      lines[at] = NEWLINE;
    }
  }
  const isWhole = end !== -1 && bytes.subarray(end + 1).every((byte) => byte <= SPACE);
  return isWhole ? lines.subarray(0, end) : undefined;
}

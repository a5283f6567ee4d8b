const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The elements of a JSON array as NDJSON, byte for byte as they came: parsing them would round integers
 * above 2^53. Line breaks between tokens become spaces. Undefined when the bytes are not one array from
 * the first to the last bracket, or an element is missing (`[1,,2]`); whether each element is JSON is
 * the framer's business.
 */
export function arrayAsLines(bytes: Uint8Array): Uint8Array | undefined {
  const start = bytes.findIndex((byte) => byte > SPACE);
  if (bytes[start] !== OPEN_ARRAY) {
    return undefined;
  }
  const lines = Uint8Array.from(bytes);
  lines[start] = SPACE;
  let depth = 1;
  let elements = 0;
  let isBlank = true;
  for (let at = start + 1; at < lines.length; at += 1) {
    const byte = lines[at];
    if (byte <= SPACE) {
      lines[at] = byte === NEWLINE || byte === RETURN ? SPACE : byte;
      continue;
    }
    if (depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)) {
      const isEmptyArray = byte === CLOSE_ARRAY && elements === 0;
      if (isBlank && !isEmptyArray) {
        return undefined;
      }
      lines[at] = NEWLINE;
      if (byte === CLOSE_ARRAY) {
        return isRestBlank(bytes, at + 1) ? lines.subarray(0, at) : undefined;
      }
      elements += 1;
      isBlank = true;
      continue;
    }
    isBlank = false;
    if (byte === QUOTE) {
      at = stringEnd(lines, at);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return undefined;
}

/** Where the string that begins at `start` has its closing quote. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    if (bytes[at] === BACKSLASH) {
      at += 1;
    } else if (bytes[at] === QUOTE) {
      return at;
    }
  }
  return bytes.length;
}

function isRestBlank(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] > SPACE) {
      return false;
    }
  }
  return true;
}

import { RUN_POSITION_HEADER } from '@assay/schemas';
import { withoutOwnId } from './delivery.js';
import { MESSAGE_ID_HEADER } from './message-id.js';
const LINE_END = '\r\n';
const BLOCK_END = Buffer.from('\r\n\r\n');
const OWN_ID = /^(NATS\/1\.0\r\nNats-Msg-Id: assay\.[0-9a-f]+:)\d+\r\n\r\n$/;
const RUN_ID =
  /^(NATS\/1\.0\r\n(?:.+\r\n)*?Assay-Run-Pos: )(\d+)(\r\n(?:.+\r\n)*?Nats-Msg-Id: .*:)\2\r\n\r\n$/;
const ZERO = 0x30;
const NINE = 0x39;
/** Patterns that are tried: so many producers may take turns. */
const PATTERNS = 4;
/**
 * Reads the headers of one message after another. Making text of them takes longer than receiving a
 * message, so what follows the pattern of one before is only compared with it.
 */
export class HeaderReader {
  patterns = [];
  /** @param bytes beginning with the whole block of `length` bytes, `NATS/1.0` to the empty line */
  read(bytes, length) {
    for (const pattern of this.patterns) {
      const headers = readByPattern(pattern, bytes, length);
      if (headers !== undefined) return headers;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
    const headers = parseHeaders(text);
    const pattern = patternOf(text, headers);
    if (pattern !== undefined) {
      this.patterns = [pattern, ...this.patterns.slice(0, PATTERNS - 1)];
    }
    return headers;
  }
}
/** As the client decodes them: UTF-8, space around a value cut off; without the id `append` made. */
function parseHeaders(text) {
  // Not a record from the start: names like `constructor` mean something to it.
  const record = new Map();
  let at = text.indexOf(LINE_END) + LINE_END.length;
  for (;;) {
    const end = text.indexOf(LINE_END, at);
    if (end <= at) break;
    const colon = text.indexOf(':', at);
    if (colon >= at && colon < end) {
      const name = text.slice(at, colon);
      if (!record.has(name)) record.set(name, text.slice(colon + 1, end).trim());
    }
    at = end + LINE_END.length;
  }
  return withoutOwnId(Object.fromEntries(record));
}
/** Undefined for headers that `append` did not make, or not in this form. */
function patternOf(text, headers) {
  if (MESSAGE_ID_HEADER in headers) return undefined;
  const [, ownId] = OWN_ID.exec(text) ?? [];
  if (ownId !== undefined) return { before: Buffer.from(ownId), between: undefined, headers };
  const [, before, position, between] = RUN_ID.exec(text) ?? [];
  if (before === undefined || between === undefined) return undefined;
  // Of a name that is there twice the first value counts, which would not be this one.
  const isFirst = before.indexOf(RUN_POSITION_HEADER) === before.lastIndexOf(RUN_POSITION_HEADER);
  if (!isFirst || headers[RUN_POSITION_HEADER] !== position) return undefined;
  return { before: Buffer.from(before), between: Buffer.from(between), headers };
}
function readByPattern({ before, between, headers }, bytes, length) {
  const start = before.length;
  if (!standsAt(bytes, 0, before)) return undefined;
  let end = start;
  while (isDigit(bytes[end])) end += 1;
  if (end === start) return undefined;
  let at = end;
  if (between !== undefined) {
    if (!standsAt(bytes, at, between)) return undefined;
    at += between.length;
    for (let digit = start; digit < end; digit += 1, at += 1) {
      if (bytes[at] !== bytes[digit]) return undefined;
    }
  }
  if (length !== at + BLOCK_END.length || !standsAt(bytes, at, BLOCK_END)) return undefined;
  if (between === undefined) return headers;
  let position = '';
  for (let digit = start; digit < end; digit += 1) {
    position += String.fromCharCode(bytes[digit] ?? ZERO);
  }
  return { ...headers, [RUN_POSITION_HEADER]: position };
}
const isDigit = (byte) => byte !== undefined && byte >= ZERO && byte <= NINE;
function standsAt(bytes, at, expected) {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}
//# sourceMappingURL=read-headers.js.map

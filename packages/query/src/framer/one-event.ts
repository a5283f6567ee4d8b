import type { FramedMessage } from './framer.js';
import { lineEnd } from './lines.js';
import { isJson } from './slow/slow-line.js';

/**
 * Whether `bytes[start, end)` of a message, which neither begins nor ends with white space, is one event
 * spread over lines instead of one event a line. Its content type decides; without one it is when its
 * first line alone is no JSON, but all of it is.
 *
 * @param isFirstExact whether the first line is known to be an exact event
 */
export function isOneEvent(
  message: FramedMessage,
  start: number,
  end: number,
  isFirstExact: boolean,
): boolean {
  const { bytes } = message;
  const firstEnd = lineEnd(bytes, start, end);
  if (firstEnd === end) {
    return true;
  }
  const type = contentType(message.headers);
  if (type.startsWith('application/x-ndjson')) {
    return false;
  }
  if (type.startsWith('application/json')) {
    return true;
  }
  const isFirstJson = isFirstExact || isJson(bytes.subarray(start, firstEnd));
  return !isFirstJson && isJson(bytes.subarray(start, end));
}

function contentType(headers: FramedMessage['headers']): string {
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === 'content-type');
  return name === undefined ? '' : (headers?.[name] ?? '').toLowerCase();
}

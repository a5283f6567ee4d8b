import { TextDecoder } from 'node:util';
import { paddedText } from './header-cursor.js';
import { RECORD_HEADER_BYTES } from './layout.js';

/**
 * Lengths of a symbol mapping record. Version 1: both symbols in 22 bytes. Later: each symbol in 71
 * bytes after the byte of its type. Source: https://docs.rs/dbn, `SymbolMappingMsg` of `v1` and
 * `v3`.
 */
const LENGTH_V1 = 80;
const LENGTH_V2 = 176;
const SYMBOL_BYTES_V1 = 22;
const SYMBOL_BYTES_V2 = 71;
const RAW_SYMBOL = 1;

/** What length this record has in a version, without the send time. */
export function symbolMappingLength(version: number): number {
  return version === 1 ? LENGTH_V1 : LENGTH_V2;
}

/**
 * The raw symbol that a mapping gives its instrument: the output side, as live gateways send it
 * (the input is what was subscribed to, say `ES.c.0`), or the input side where that is the raw one.
 * Undefined where neither is: then it names nothing.
 */
export function symbolOfMapping(
  version: number,
  instrumentId: number,
  record: Uint8Array,
): string | undefined {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const textAt = (at: number, length: number) =>
    paddedText(utf8, record.subarray(at, at + length)) ?? '';
  if (version === 1) {
    const input = textAt(RECORD_HEADER_BYTES, SYMBOL_BYTES_V1);
    const output = textAt(RECORD_HEADER_BYTES + SYMBOL_BYTES_V1, SYMBOL_BYTES_V1);
    // Version 1 does not say what the sides are.
    return nonEmpty(output === String(instrumentId) ? input : output);
  }
  const outputTypeAt = RECORD_HEADER_BYTES + 1 + SYMBOL_BYTES_V2;
  if (record[outputTypeAt] === RAW_SYMBOL) {
    return nonEmpty(textAt(outputTypeAt + 1, SYMBOL_BYTES_V2));
  }
  if (record[RECORD_HEADER_BYTES] === RAW_SYMBOL) {
    return nonEmpty(textAt(RECORD_HEADER_BYTES + 1, SYMBOL_BYTES_V2));
  }
  return undefined;
}

function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

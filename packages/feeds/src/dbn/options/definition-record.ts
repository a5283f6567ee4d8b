import { dateOfDay, hourIndexOf } from '@assay/schemas';
import { TextDecoder } from 'node:util';
import { paddedText } from '../header-cursor.js';
import { UNDEFINED_TIMESTAMP } from '../layout.js';
import { readPrice } from '../price.js';

/** What a definition says of an option. A part that it leaves open is undefined. */
export interface OptionDefinition {
  readonly symbol: string;
  readonly underlying: string | undefined;
  readonly expDate: string | undefined;
  readonly strike: number | undefined;
  readonly right: 'C' | 'P' | undefined;
}

interface DefinitionLayout {
  readonly length: number;
  readonly expiration: number;
  readonly strike: number;
  readonly symbol: number;
  readonly symbolBytes: number;
  readonly underlying: number;
  readonly instrumentClass: number;
}

const UNDERLYING_BYTES = 21;

/** By DBN version. Source: https://docs.rs/dbn, `InstrumentDefMsg` of `v1`, `v2` and `v3`. */
const LAYOUTS: ReadonlyMap<number, DefinitionLayout> = new Map([
  [1, layout(360, { strike: 328, symbol: 200, symbolBytes: 22, underlying: 300, kind: 325 })],
  [2, layout(400, { strike: 112, symbol: 200, symbolBytes: 71, underlying: 349, kind: 374 })],
  [3, layout(520, { strike: 104, symbol: 238, symbolBytes: 71, underlying: 391, kind: 487 })],
]);

function layout(
  length: number,
  at: { strike: number; symbol: number; symbolBytes: number; underlying: number; kind: number },
): DefinitionLayout {
  const { strike, symbol, symbolBytes, underlying, kind } = at;
  return {
    length,
    expiration: 40,
    strike,
    symbol,
    symbolBytes,
    underlying,
    instrumentClass: kind,
  };
}

/** What length a definition has in a version, without the send time. */
export function definitionLength(version: number): number {
  return LAYOUTS.get(version)?.length ?? 0;
}

/** Reads the definition at `offset`; undefined where it defines no option or has no symbol. */
export function readDefinition(
  version: number,
  view: DataView,
  bytes: Uint8Array,
  offset: number,
): OptionDefinition | undefined {
  const at = LAYOUTS.get(version);
  if (at === undefined) {
    return undefined;
  }
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const textAt = (start: number, length: number) =>
    paddedText(utf8, bytes.subarray(offset + start, offset + start + length)) ?? '';
  const right = String.fromCharCode(bytes[offset + at.instrumentClass]);
  const symbol = textAt(at.symbol, at.symbolBytes);
  if (symbol === '' || (right !== 'C' && right !== 'P')) {
    return undefined;
  }
  const underlying = textAt(at.underlying, UNDERLYING_BYTES);
  const expiration = view.getBigUint64(offset + at.expiration, true);
  return {
    symbol,
    underlying: underlying === '' ? undefined : underlying,
    expDate:
      expiration === UNDEFINED_TIMESTAMP
        ? undefined
        : dateOfDay(Math.floor(hourIndexOf(expiration) / 24)),
    strike: readPrice(view, offset + at.strike),
    right,
  };
}

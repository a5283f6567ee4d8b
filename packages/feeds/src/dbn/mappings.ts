import { dayOfDate } from '@assay/schemas';
import type { HeaderCursor } from './header-cursor.js';

/** An instrument's symbol during `[fromDay, toDay)`, days since 1970 UTC. */
export interface SymbolInterval {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly fromDay: number;
  readonly toDay: number;
}

const INSTRUMENT_ID = 'instrument_id';
const MAX_INSTRUMENT_ID = 0xffff_ffff;

/**
 * Reads the symbol mappings: names, each with intervals of days in which it stands for something
 * else. One of the two sides is the instrument id, usually the second; where neither is, nothing is
 * mapped. An interval with an empty text maps nothing (old files). Throws `BAD_HEADER`.
 */
export function readMappings(
  cursor: HeaderCursor,
  symbolBytes: number,
  types: { readonly typeIn: string | undefined; readonly typeOut: string },
): SymbolInterval[] {
  const intervals: SymbolInterval[] = [];
  const entries = cursor.uint32('the number of symbol mappings');
  for (let entry = 0; entry < entries; entry += 1) {
    const name = cursor.text(symbolBytes, `symbol mapping ${entry + 1} of ${entries}`);
    const count = cursor.uint32(`the number of intervals of "${name}"`);
    for (let index = 0; index < count; index += 1) {
      const fromDay = readDay(cursor, `the start date of "${name}"`);
      const toDay = readDay(cursor, `the end date of "${name}"`);
      const target = cursor.text(symbolBytes, `the target of "${name}"`);
      if (toDay < fromDay) {
        throw cursor.bad(`expected "${name}" to end after it starts, was the other way round`);
      }
      if (target === '') {
        continue;
      }
      if (types.typeOut === INSTRUMENT_ID) {
        const instrumentId = instrumentIdOf(cursor, target);
        intervals.push({ instrumentId, symbol: name, fromDay, toDay });
      } else if (types.typeIn === INSTRUMENT_ID) {
        const instrumentId = instrumentIdOf(cursor, name);
        intervals.push({ instrumentId, symbol: target, fromDay, toDay });
      }
    }
  }
  return intervals;
}

/** A date stored as the integer YYYYMMDD. */
function readDay(cursor: HeaderCursor, what: string): number {
  const digits = String(cursor.uint32(what)).padStart(8, '0');
  const date = `${digits.slice(0, -4)}-${digits.slice(-4, -2)}-${digits.slice(-2)}`;
  const day = dayOfDate(date);
  if (day === undefined) {
    throw cursor.bad(`expected a date YYYYMMDD for ${what}, was ${digits}`);
  }
  return day;
}

function instrumentIdOf(cursor: HeaderCursor, text: string): number {
  const instrumentId = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(instrumentId <= MAX_INSTRUMENT_ID)) {
    throw cursor.bad(`expected an instrument id (a 32-bit integer), was "${text}"`);
  }
  return instrumentId;
}

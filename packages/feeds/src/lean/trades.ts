import { stocksTrades, type AnyRow } from '@assay/schemas';
import { joinConditions } from '../codes/condition-names.js';
import { splitFields } from '../csv/fields.js';
import type { DecodedLine, LineDecoder } from '../csv/line-decoder.js';
import { note, readPrice, readSize, type LineProblem } from '../csv/read-field.js';
import {
  createSaleConditionReader,
  PRICE_SCALE,
  readSuspicious,
  readTickExchange,
  readTickTime,
  type TickContext,
} from './tick-fields.js';

export const TRADE_FIELDS = 6;

/** The consolidated tape, whose prints LEAN's ticks are. */
export const TICK_SOURCE = 'SIP';

/**
 * Prints of a stock: `time, price × 10000, size, exchange, conditions, suspicious`. Source:
 * QuantConnect/Lean, Data/equity/readme.md. A print that the vendor's filter marked gets the
 * condition `Suspicious`; the file has no time of receipt and no sequence.
 */
export function leanTradeDecoder(context: TickContext): LineDecoder {
  const readConditions = createSaleConditionReader();

  function conditionsOf(line: LineProblem, flags: string, isSuspicious: boolean): AnyRow[string] {
    const conditions = readConditions(flags);
    if (conditions === undefined) {
      note(line, 'MALFORMED', `conditions: expected flags in hexadecimal, was "${flags}"`);
      return flags;
    }
    for (const name of conditions.unknown) {
      context.tally.warn(`prints with the condition ${name}, which is in no list`, 1);
    }
    if (!isSuspicious) {
      return conditions.text;
    }
    return joinConditions([...(conditions.text?.split('|') ?? []), 'Suspicious']);
  }

  return {
    dataset: stocksTrades,
    hasHeader: false,
    decode(text): DecodedLine {
      const line: LineProblem = { found: undefined };
      const fields = splitFields(text);
      if (fields?.length !== TRADE_FIELDS) {
        return wrongFields(TRADE_FIELDS, fields, context.symbol);
      }
      const [time, price, size, exchange, flags, suspicious] = fields;
      const tsEventNs = readTickTime(line, time, context);
      const isSuspicious = readSuspicious(line, suspicious);
      const row: AnyRow = {
        ts_event_ns: tsEventNs,
        ts_recv_ns: tsEventNs,
        source: TICK_SOURCE,
        symbol: context.symbol,
        price: readPrice(line, 'price', price, { scale: PRICE_SCALE }),
        size: readSize(line, 'size', size, { min: 1 }),
        exchange: readTickExchange(line, exchange, context.tally),
        seq: null,
        conditions: conditionsOf(line, flags, isSuspicious),
      };
      return { kind: 'event', row: unstorable(row, line), problem: line.found };
    },
  };
}

/** A line with another number of fields: nothing of it can be told but whose it is. */
export function wrongFields(
  expected: number,
  fields: readonly string[] | undefined,
  symbol: string | null,
): DecodedLine {
  const was = fields === undefined ? 'a quoted field without end' : `${fields.length}`;
  const row: AnyRow = { ts_event_ns: null, source: TICK_SOURCE, symbol };
  const detail = `expected ${expected} fields, was ${was}`;
  return { kind: 'event', row, problem: { code: 'MALFORMED', detail } };
}

/**
 * The row of a line with a problem, as something that Bronze refuses too: where the problem is in a
 * value that no column holds (or one that text fits), the row goes without its time.
 */
export function unstorable(row: AnyRow, { found }: LineProblem): AnyRow {
  return found?.code === 'MALFORMED' ? { ...row, ts_event_ns: null } : row;
}

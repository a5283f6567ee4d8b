import { stocksTrades, type AnyRow } from '@assay/schemas';
import { saleConditionOfMassive } from '../codes/sale-conditions.js';
import type { LineDecoder } from '../csv/line-decoder.js';
import { readExchange, readPrice, readSequence, readSize } from '../csv/read-field.js';
import {
  createPrintFlags,
  readTicker,
  readTimes,
  tableDecoder,
  type TableContext,
} from './table.js';

export const STOCK_SOURCE = 'SIP';

/**
 * `us_stocks_sip/trades_v1`. Source: https://massive.com/docs/flat-files/stocks/trades. Since
 * 2026-02-23 sizes may be fractions of a share, which no dataset holds: such prints are refused.
 */
export function stockTradeDecoder(context: TableContext): LineDecoder {
  const { tally } = context;
  const flags = createPrintFlags(saleConditionOfMassive, tally);
  return tableDecoder(stocksTrades, STOCK_SOURCE, context, (line) => {
    const symbol = readTicker(line);
    const { tsEventNs, tsRecvNs } = readTimes(line, tally);
    const row: AnyRow = {
      ts_event_ns: tsEventNs,
      ts_recv_ns: tsRecvNs,
      source: STOCK_SOURCE,
      symbol,
      price: readPrice(line, 'price', line.field('price')),
      size: readSize(line, 'size', line.field('size'), { min: 1 }),
      exchange: readExchange(line, 'exchange', line.field('exchange')),
      seq: readSequence(line, 'sequence_number', line.field('sequence_number')),
      conditions: flags(line),
    };
    return { owner: symbol, row };
  });
}

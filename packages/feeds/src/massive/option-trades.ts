import { optionsTrades, type AnyRow } from '@assay/schemas';
import { optionConditionOfMassive } from '../codes/option-conditions.js';
import { parseOptionSymbol, type OptionContract } from '../codes/option-symbol.js';
import type { LineDecoder } from '../csv/line-decoder.js';
import { note, readPrice, readSequence, readSize } from '../csv/read-field.js';
import { isAdjustedRoot } from '../osi-symbol.js';
import {
  createPrintFlags,
  readTimes,
  tableDecoder,
  type TableContext,
  type TableLine,
} from './table.js';

const OPTION_SOURCE = 'OPRA';
const TICKER_PREFIX = 'O:';

/**
 * `us_options_opra/trades_v1`. Source: https://massive.com/docs/flat-files/options/trades. The file
 * has no quote and no side: `opt_bid`, `opt_ask` are NULL and the aggressor is 0, unknown. The
 * exchange is left out, since the dataset has no column for it.
 */
export function optionTradeDecoder(context: TableContext): LineDecoder {
  const { tally } = context;
  const flags = createPrintFlags(optionConditionOfMassive, tally);
  return tableDecoder(optionsTrades, OPTION_SOURCE, context, (line) => {
    const contract = readContract(line);
    const { tsEventNs, tsRecvNs } = readTimes(line, tally);
    if (contract !== undefined && isAdjustedRoot(contract.root)) {
      tally.warn('prints of adjusted series (a root with a digit), whose contract is special', 1);
    }
    const row: AnyRow = {
      ts_event_ns: tsEventNs,
      ts_recv_ns: tsRecvNs,
      source: OPTION_SOURCE,
      underlying: contract?.underlying ?? null,
      option_symbol: contract?.optionSymbol ?? null,
      exp_date: contract?.expDate ?? null,
      strike: contract?.strike ?? null,
      right: contract?.right ?? null,
      price: readPrice(line, 'price', line.field('price'), { orZero: true }),
      size: readSize(line, 'size', line.field('size'), { min: 1 }),
      opt_bid: null,
      opt_ask: null,
      aggressor: 0,
      seq: readSequence(line, 'sequence_number', line.field('sequence_number')),
      conditions: flags(line),
    };
    return { owner: contract?.underlying ?? null, row };
  });
}

function readContract(line: TableLine): OptionContract | undefined {
  const ticker = line.field('ticker');
  const contract = ticker.startsWith(TICKER_PREFIX)
    ? parseOptionSymbol(ticker.slice(TICKER_PREFIX.length))
    : undefined;
  if (contract === undefined) {
    const expected = 'expected an option (O:SPY251219C00600000)';
    note(line, 'UNKNOWN_INSTRUMENT', `ticker: ${expected}, was "${ticker}"`);
  }
  return contract;
}

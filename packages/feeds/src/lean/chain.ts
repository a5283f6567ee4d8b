import { optionsGreeksSnapshots, type AnyRow } from '@assay/schemas';
import { formatOptionSymbol } from '../codes/option-symbol.js';
import { readColumns } from '../csv/columns.js';
import { splitFields } from '../csv/fields.js';
import type { DecodedLine, LineDecoder } from '../csv/line-decoder.js';
import { note, readCount, readDecimal, type LineProblem } from '../csv/read-field.js';
import type { Tally } from '../tally.js';
import { dateOf } from './file-name.js';
import { unstorable } from './trades.js';

/** What the rows of a chain share. */
export interface ChainContext {
  readonly file: string;
  /** `YYYY-MM-DD` of the chain. */
  readonly date: string;
  readonly underlying: string;
  readonly root: string;
  /** When the chain was known. */
  readonly availableNs: bigint;
  readonly tally: Tally;
}

const NEEDED = ['expiry', 'strike', 'right', 'delta', 'gamma', 'theta', 'vega'];
const OPTIONAL = ['implied_volatility', 'open_interest'];

/** Contracts are OPRA's; that LEAN computed their greeks is in the snapshot's id. */
const CHAIN_SOURCE = 'OPRA';

/** A daily option chain of LEAN; `columnsLeftOut` says what its rows do not keep. */
export interface ChainDecoder extends LineDecoder {
  readonly columnsLeftOut: readonly string[];
}

/** Whether a first line is a chain's. */
export function startsChain(firstLine: string): boolean {
  return firstLine.startsWith('#') && firstLine.includes('expiry');
}

/**
 * A daily chain of options with greeks, one line a contract, columns named in the first line
 * (`#expiry,strike,right,…`). Source: QuantConnect/Lean, Data/option/usa/universes and
 * Common/Data/UniverseSelection/OptionUniverse.cs. Theta is per day and vega per point of
 * volatility, as the dataset has them. An implied volatility of 0 is one that was not found: null,
 * and counted. A line without contract is the underlying. Throws `BAD_HEADER`.
 */
export function leanChainDecoder(header: string, context: ChainContext): ChainDecoder {
  const { file, date, underlying, root, availableNs, tally } = context;
  const columns = readColumns(header.slice(1), file, { needed: NEEDED, optional: OPTIONAL });

  function impliedVolatility(line: LineProblem, text: string): AnyRow[string] {
    if (text === '') {
      return null;
    }
    const volatility = readDecimal(line, 'implied_volatility', text);
    if (volatility === 0) {
      tally.warn('rows whose implied volatility is 0: the vendor found none, NULL is stored', 1);
      return null;
    }
    return volatility;
  }

  function decode(text: string): DecodedLine {
    const line: LineProblem = { found: undefined };
    const fields = splitFields(text);
    if (fields?.length !== columns.count) {
      const was = fields === undefined ? 'a quoted field without end' : `${fields.length}`;
      const detail = `expected ${columns.count} fields, was ${was}`;
      const row = { ts_event_ns: null, source: CHAIN_SOURCE, underlying };
      return { kind: 'event', row, problem: { code: 'MALFORMED', detail } };
    }
    const field = (name: string) => fields[columns.at(name)] ?? '';
    if (field('expiry') === '' && field('strike') === '' && field('right') === '') {
      return { kind: 'ignored', what: 'row of the underlying' };
    }
    const row: AnyRow = {
      ts_event_ns: availableNs,
      source: CHAIN_SOURCE,
      underlying,
      option_symbol: optionSymbol(line, root, field),
      delta: readDecimal(line, 'delta', field('delta')),
      gamma: readDecimal(line, 'gamma', field('gamma')),
      theta: readDecimal(line, 'theta', field('theta')),
      vega: readDecimal(line, 'vega', field('vega')),
      implied_volatility: impliedVolatility(line, field('implied_volatility')),
      open_interest: readCount(line, 'open_interest', field('open_interest')),
      snapshot_id: `lean-${date}`,
    };
    return { kind: 'event', row: unstorable(row, line), problem: line.found };
  }

  return {
    dataset: optionsGreeksSnapshots,
    hasHeader: true,
    columnsLeftOut: columns.unused,
    decode,
  };
}

function optionSymbol(
  line: LineProblem,
  root: string,
  field: (name: string) => string,
): string | null {
  const expDate = /^\d{8}$/.test(field('expiry')) ? dateOf(field('expiry')) : undefined;
  const symbol =
    expDate === undefined
      ? undefined
      : formatOptionSymbol(root, expDate, field('right'), field('strike'));
  if (symbol === undefined) {
    const was = [root, field('expiry'), field('strike'), field('right')].join(' ');
    const expected = 'expected root, expiry, strike and right of a listed option';
    note(line, 'UNKNOWN_INSTRUMENT', `${expected}, was "${was}"`);
  }
  return symbol ?? null;
}

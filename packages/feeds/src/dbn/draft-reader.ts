import { FUTURES_VENUES, type MarketKind } from './datasets.js';
import { note, readEventTime, readReceiveTime, type Draft } from './draft.js';
import type { DbnHeader } from './header.js';
import { AT, MARKET_AT, UNDEFINED_TIMESTAMP, type RecordLayout } from './layout.js';
import type { DbnOptions } from './options.js';
import { createSymbolMap, type SymbolMap } from './symbol-map.js';
import type { Tally } from '../tally.js';

/** A record to be read, and what it says of time. */
export interface RecordStart {
  readonly view: DataView;
  readonly offset: number;
  readonly at: RecordLayout;
  /** Book levels that follow. */
  readonly levels: number;
  readonly tsEvent: bigint;
  readonly tsRecv: bigint;
}

/** Fills the draft with what all rows of a record share. */
export interface DraftReader {
  readonly draft: Draft;
  /** Starts a record. False: its symbol is known and was not asked for. */
  begin(start: RecordStart): boolean;
  readonly symbols: SymbolMap;
  /** Symbols asked for that a record has had. */
  readonly met: ReadonlySet<string>;
}

export interface DraftReaderContext {
  readonly header: DbnHeader;
  readonly kind: MarketKind;
  readonly options: DbnOptions;
  readonly tally: Tally;
}

/** CME names an option by its future, a letter and a strike: `ESH1 C3700`. */
const OPTION_ON_FUTURE = / [CP]-?\d+(\.\d+)?$/;

export function createDraftReader(context: DraftReaderContext): DraftReader {
  const { header, kind, options, tally } = context;
  const symbols = createSymbolMap(header.mappings, options.instruments ?? new Map());
  const unknownPublishers = new Set<number>();
  const met = new Set<string>();
  const optionSymbols = new Map<string, boolean>();
  const draft: Draft = {
    view: new DataView(new ArrayBuffer(0)),
    offset: 0,
    at: MARKET_AT,
    source: header.dataset,
    symbol: null,
    venue: null,
    tsEventNs: null,
    tsRecvNs: null,
    levels: 0,
    droppedLevels: 0,
    sizesWithoutPrice: 0,
    problem: undefined,
  };

  /** Sets the symbol, or notes why there is none. */
  function findSymbol(instrumentId: number, tsNs: bigint): boolean {
    const symbol = symbols.find(instrumentId, tsNs);
    draft.symbol = null;
    if (symbol === undefined) {
      const { code, detail } = symbols.explain(instrumentId, tsNs);
      note(draft, code, detail);
      return true;
    }
    if (kind === 'futures' && isOption(symbol)) {
      note(draft, 'OPTION_ON_FUTURE', `expected a future or a spread, was the option "${symbol}"`);
    } else {
      draft.symbol = symbol;
    }
    if (options.symbols === undefined) {
      return true;
    }
    const asked = options.symbols.has(symbol);
    if (asked) {
      met.add(symbol);
    }
    return asked;
  }

  function isOption(symbol: string): boolean {
    let option = optionSymbols.get(symbol);
    if (option === undefined) {
      option = OPTION_ON_FUTURE.test(symbol);
      optionSymbols.set(symbol, option);
    }
    return option;
  }

  function findVenue(publisherId: number): string | null {
    const venue = FUTURES_VENUES.get(publisherId);
    if (venue === undefined && !unknownPublishers.has(publisherId)) {
      unknownPublishers.add(publisherId);
      tally.warn(`unknown publisher (id ${publisherId}): its rows have no exchange`, 1);
    }
    return venue ?? null;
  }

  return {
    draft,
    symbols,
    met,
    begin({ view, offset, at, levels, tsEvent, tsRecv }) {
      draft.view = view;
      draft.offset = offset;
      draft.at = at;
      draft.levels = levels;
      draft.droppedLevels = 0;
      draft.sizesWithoutPrice = 0;
      draft.problem = undefined;
      draft.tsEventNs = readEventTime(draft, tsEvent);
      draft.tsRecvNs = readReceiveTime(draft, tsRecv);
      draft.venue =
        kind === 'futures' ? findVenue(view.getUint16(offset + AT.publisherId, true)) : null;
      return findSymbol(
        view.getUint32(offset + AT.instrumentId, true),
        // Databento's own rule: mappings are by the day of ts_recv, where it is known.
        tsRecv === UNDEFINED_TIMESTAMP ? tsEvent : tsRecv,
      );
    },
  };
}

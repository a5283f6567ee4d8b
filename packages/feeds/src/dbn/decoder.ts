import {
  futuresMbp10,
  futuresTrades,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { BATCH_ROWS, createBatcher, type Batcher } from '../batcher.js';
import type { FeedBatch } from '../feed.js';
import type { Tally } from '../tally.js';
import { futuresBookRow, stockQuoteRow } from './book-rows.js';
import { FUTURES_VENUES, type MarketKind } from './datasets.js';
import { note, readEventTime, readReceiveTime, type Draft } from './draft.js';
import type { DbnHeader } from './header.js';
import {
  ACTION_TRADE,
  AT,
  FLAG_BAD_TS_RECV,
  FLAG_MAYBE_BAD_BOOK,
  LEVEL_BYTES,
  LEVELS_OF,
  OTHER_RECORDS,
  SYMBOL_MAPPING_RECORD,
  TS_OUT_BYTES,
  UNDEFINED_TIMESTAMP,
} from './layout.js';
import type { DbnOptions } from './options.js';
import { createSymbolMap } from './symbol-map.js';
import { symbolMappingLength, symbolOfMapping } from './symbol-mapping-record.js';
import { futuresTradeRow, stockTradeRow } from './trade-rows.js';

/** Turns records into rows, one dataset's batches at a time. */
export interface DbnDecoder {
  /** Reads one record: `number` counts from 1. */
  accept(view: DataView, bytes: Uint8Array, offset: number, length: number, number: number): void;
  /** The batches that are full; all that is left when `flush`. */
  take(flush: boolean): FeedBatch[];
}

export interface DecoderContext {
  readonly header: DbnHeader;
  readonly kind: Exclude<MarketKind, 'options'>;
  readonly options: DbnOptions;
  readonly tally: Tally;
  /** Makes the error of a record whose length is not that of its type. */
  readonly badLength: (recordType: string, expected: number, was: number) => Error;
}

/** Where a kind of market's trades and books go, and how. */
interface Route {
  readonly dataset: Dataset;
  readonly toRow: (draft: Draft) => AnyRow;
}

const ROUTES: Readonly<
  Record<Exclude<MarketKind, 'options'>, { readonly trades: Route; readonly books: Route }>
> = {
  futures: {
    trades: { dataset: futuresTrades, toRow: futuresTradeRow },
    books: { dataset: futuresMbp10, toRow: futuresBookRow },
  },
  equities: {
    trades: { dataset: stocksTrades, toRow: stockTradeRow },
    books: { dataset: stocksQuotes, toRow: stockQuoteRow },
  },
};

/** CME names an option by its future, a letter and a strike: `ESH1 C3700`. */
const OPTION_ON_FUTURE = / [CP]-?\d+(\.\d+)?$/;

export function createDbnDecoder(context: DecoderContext): DbnDecoder {
  const { header, kind, options, tally } = context;
  const symbols = createSymbolMap(header.mappings, options.instruments ?? new Map());
  const { trades, books } = ROUTES[kind];
  const tradeBatcher = createBatcher(trades.dataset);
  const bookBatcher = createBatcher(books.dataset);
  const tailBytes = header.hasTsOut ? TS_OUT_BYTES : 0;
  const unknownPublishers = new Set<number>();
  const optionSymbols = new Map<string, boolean>();
  /** Whether the record's symbol was asked for, as far as it has one. */
  let wanted = true;
  const draft: Draft = {
    view: new DataView(new ArrayBuffer(0)),
    offset: 0,
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

  function begin(view: DataView, offset: number, levels: number): void {
    draft.view = view;
    draft.offset = offset;
    draft.levels = levels;
    draft.droppedLevels = 0;
    draft.sizesWithoutPrice = 0;
    draft.problem = undefined;
    const tsEvent = view.getBigUint64(offset + AT.tsEvent, true);
    const tsRecv = view.getBigUint64(offset + AT.tsRecv, true);
    draft.tsEventNs = readEventTime(draft, tsEvent);
    draft.tsRecvNs = readReceiveTime(draft, tsRecv);
    draft.symbol = findSymbol(
      view.getUint32(offset + AT.instrumentId, true),
      // Databento's own rule: mappings are by the day of ts_recv, where it is known.
      tsRecv === UNDEFINED_TIMESTAMP ? tsEvent : tsRecv,
    );
    draft.venue =
      kind === 'futures' ? findVenue(view.getUint16(offset + AT.publisherId, true)) : null;
  }

  function findSymbol(instrumentId: number, tsNs: bigint): string | null {
    const symbol = symbols.find(instrumentId, tsNs);
    wanted = symbol === undefined || (options.symbols?.has(symbol) ?? true);
    if (symbol === undefined) {
      const { code, detail } = symbols.explain(instrumentId, tsNs);
      note(draft, code, detail);
      return null;
    }
    if (kind === 'futures' && isOption(symbol)) {
      note(draft, 'OPTION_ON_FUTURE', `expected a future or a spread, was the option "${symbol}"`);
      return null;
    }
    return symbol;
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

  function offer(
    batcher: Batcher,
    route: Route,
    bytes: Uint8Array,
    length: number,
    record: number,
  ) {
    if (!wanted) {
      tally.filter();
      return;
    }
    const row = route.toRow(draft);
    if (draft.problem === undefined) {
      tally.accept(route.dataset, row);
      batcher.add(row);
    } else {
      tally.refuse(route.dataset.id, draft.problem, record);
      const copy = bytes.slice(draft.offset, draft.offset + length);
      batcher.add(row, { ...draft.problem, record, bytes: copy });
    }
    if (draft.droppedLevels > 0) {
      tally.dropLevels(draft.droppedLevels);
    }
    if (draft.sizesWithoutPrice > 0) {
      tally.warn('book sides have a size and no price: stored as absent', draft.sizesWithoutPrice);
    }
  }

  function countFlags(view: DataView, offset: number): void {
    const flags = view.getUint8(offset + AT.flags);
    if ((flags & FLAG_BAD_TS_RECV) !== 0) {
      tally.warn('records whose ts_recv the vendor flags as inaccurate', 1);
    }
    if ((flags & FLAG_MAYBE_BAD_BOOK) !== 0) {
      tally.warn('records after a gap in the venue feed: their book may be wrong', 1);
    }
  }

  function other(bytes: Uint8Array, offset: number, length: number, record: number): void {
    const recordType = bytes[offset + AT.recordType];
    const name = OTHER_RECORDS.get(recordType);
    tally.ignore(name ?? `unknown record type ${recordType}`, record);
    if (recordType !== SYMBOL_MAPPING_RECORD) {
      return;
    }
    const expected = symbolMappingLength(header.version) + tailBytes;
    if (length !== expected) {
      throw context.badLength('symbol mapping', expected, length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
    const instrumentId = view.getUint32(AT.instrumentId, true);
    const mapping = bytes.subarray(offset, offset + length);
    const symbol = symbolOfMapping(header.version, instrumentId, mapping);
    if (symbol === undefined) {
      tally.warn('symbol mappings without a raw symbol: they name nothing', 1);
    } else {
      symbols.rename(instrumentId, symbol);
    }
  }

  return {
    accept(view, bytes, offset, length, record) {
      const levels = LEVELS_OF.get(view.getUint8(offset + AT.recordType));
      if (levels === undefined) {
        other(bytes, offset, length, record);
        return;
      }
      const expected = AT.levels + levels * LEVEL_BYTES + tailBytes;
      if (length !== expected) {
        throw context.badLength(levels === 0 ? 'trade' : `mbp-${levels}`, expected, length);
      }
      begin(view, offset, levels);
      countFlags(view, offset);
      if (levels === 0) {
        offer(tradeBatcher, trades, bytes, length, record);
        return;
      }
      if (options.tradesFromBooks === true && bytes[offset + AT.action] === ACTION_TRADE) {
        const shared = draft.problem;
        offer(tradeBatcher, trades, bytes, length, record);
        draft.problem = shared;
      }
      offer(bookBatcher, books, bytes, length, record);
    },
    take: (flush) =>
      [tradeBatcher, bookBatcher]
        .filter((each) => each.length >= (flush ? 1 : BATCH_ROWS))
        .map((each) => each.take()),
  };
}

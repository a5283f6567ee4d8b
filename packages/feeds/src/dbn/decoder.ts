import { BATCH_ROWS, createBatcher, type Batcher } from '../batcher.js';
import type { FeedBatch } from '../feed.js';
import type { Tally } from '../tally.js';
import type { MarketKind } from './datasets.js';
import { createDraftReader } from './draft-reader.js';
import type { DbnHeader } from './header.js';
import {
  ACTION_TRADE,
  AT,
  DEFINITION_RECORD,
  FLAG_BAD_TS_RECV,
  FLAG_MAYBE_BAD_BOOK,
  FLAG_SNAPSHOT,
  LEVEL_BYTES,
  LEVELS_OF,
  MARKET_AT,
  MBO_RECORD,
  OPTION_LEVELS_OF,
  ORDER_AT,
  OTHER_RECORDS,
  SYMBOL_MAPPING_RECORD,
  TS_OUT_BYTES,
  type RecordLayout,
} from './layout.js';
import { createMboReader } from './mbo/mbo-reader.js';
import { offer, type RecordPlace } from './offer.js';
import type { DbnOptions } from './options.js';
import type { Contracts } from './options/contracts.js';
import { definitionLength, readDefinition } from './options/definition-record.js';
import { routesOf, type Route } from './routes.js';
import { symbolMappingLength, symbolOfMapping } from './symbol-mapping-record.js';

/** Turns records into rows, one dataset's batches at a time. */
export interface DbnDecoder {
  /** Reads one record. */
  accept(view: DataView, place: RecordPlace): void;
  /** The file has ended, whole. */
  finish(): void;
  /** The batches that are full; all that is left when `flush`. */
  take(flush: boolean): FeedBatch[];
  /** Symbols asked for that no record has had. */
  unmet(): string[];
}

export interface DecoderContext {
  readonly header: DbnHeader;
  readonly kind: MarketKind;
  readonly options: DbnOptions;
  readonly contracts: Contracts;
  readonly tally: Tally;
  /** Makes the error of a record whose length is not that of its type. */
  readonly badLength: (recordType: string, expected: number, was: number) => Error;
}

/** A dataset's batches, and what fills them. */
interface Outlet {
  readonly route: Route;
  readonly batcher: Batcher;
}

export function createDbnDecoder(context: DecoderContext): DbnDecoder {
  const { header, kind, options, contracts, tally } = context;
  const reader = createDraftReader(context);
  const { draft } = reader;
  const routes = routesOf(kind, contracts, tally);
  const trades = outletOf(routes.trades);
  const books = routes.books === undefined ? undefined : outletOf(routes.books);
  const tailBytes = header.hasTsOut ? TS_OUT_BYTES : 0;
  const levelsOf = kind === 'options' ? OPTION_LEVELS_OF : LEVELS_OF;
  // A live capture mixes kinds: its orders tell again what its trades tell.
  const ofOrders = header.schema === 'mbo';
  const readsOrders = (ofOrders || options.booksFromOrders === true) && kind !== 'options';
  const tradesOfOrders = ofOrders || options.tradesFromBooks === true;
  const fromEmpty = options.booksFromEmpty === true;
  const mbo =
    kind === 'futures' && books !== undefined
      ? createMboReader({ reader, books: books.batcher, tally, fromEmpty })
      : undefined;

  /** Reads what all rows of the record share. False: its symbol was not asked for. */
  function begin(view: DataView, { offset }: RecordPlace, at: RecordLayout, levels: number) {
    const tsEvent = view.getBigUint64(offset + AT.tsEvent, true);
    const tsRecv = view.getBigUint64(offset + at.tsRecv, true);
    const wanted = reader.begin({ view, offset, at, levels, tsEvent, tsRecv });
    if (!wanted) {
      tally.filter();
    }
    return wanted;
  }

  function put({ route, batcher }: Outlet, place: RecordPlace): void {
    offer(batcher, route.toRow(draft), draft, place, tally);
  }

  function countFlags(flags: number): void {
    if ((flags & FLAG_BAD_TS_RECV) !== 0) {
      tally.warn('records whose ts_recv the vendor flags as inaccurate', 1);
    }
    if ((flags & FLAG_MAYBE_BAD_BOOK) !== 0) {
      tally.warn('records after a gap in the venue feed: their book may be wrong', 1);
    }
  }

  function acceptOrder(view: DataView, place: RecordPlace): void {
    const { bytes, offset } = place;
    const flags = bytes[offset + ORDER_AT.flags];
    // All orders of a snapshot carry the time it was made, and are flagged for that.
    if ((flags & FLAG_SNAPSHOT) === 0) {
      countFlags(flags);
    }
    if (bytes[offset + ORDER_AT.action] === ACTION_TRADE && tradesOfOrders) {
      if (begin(view, place, ORDER_AT, 0)) {
        put(trades, place);
      }
    } else if (mbo === undefined) {
      tally.ignore('order of a stock (mbo): no dataset holds books of stocks', place.record);
    }
    mbo?.accept(view, place);
  }

  function acceptMarket(view: DataView, place: RecordPlace, levels: number): void {
    const { bytes, offset, record } = place;
    const isTrade = bytes[offset + MARKET_AT.action] === ACTION_TRADE;
    if (kind === 'options' && levels > 0 && !isTrade) {
      tally.ignore('quote of an option: no dataset holds them', record);
      return;
    }
    const wanted = begin(view, place, MARKET_AT, levels);
    countFlags(bytes[offset + MARKET_AT.flags]);
    if (!wanted) {
      return;
    }
    if (levels === 0 || books === undefined) {
      put(trades, place);
      return;
    }
    if (options.tradesFromBooks === true && isTrade) {
      const shared = draft.problem;
      put(trades, place);
      draft.problem = shared;
    }
    put(books, place);
  }

  function acceptOther(view: DataView, place: RecordPlace): void {
    const { bytes, offset, length, record } = place;
    const recordType = bytes[offset + AT.recordType];
    const name = OTHER_RECORDS.get(recordType);
    tally.ignore(name ?? `unknown record type ${recordType}`, record);
    if (recordType === SYMBOL_MAPPING_RECORD) {
      checkLength('symbol mapping', symbolMappingLength(header.version), length);
      const instrumentId = view.getUint32(offset + AT.instrumentId, true);
      const mapping = bytes.subarray(offset, offset + length);
      const symbol = symbolOfMapping(header.version, instrumentId, mapping);
      if (symbol === undefined) {
        tally.warn('symbol mappings without a raw symbol: they name nothing', 1);
      } else {
        reader.symbols.rename(instrumentId, symbol);
      }
    } else if (recordType === DEFINITION_RECORD && kind === 'options') {
      checkLength('definition', definitionLength(header.version), length);
      const definition = readDefinition(header.version, view, bytes, offset);
      if (definition !== undefined) {
        contracts.learn(definition);
      }
    }
  }

  function checkLength(name: string, expected: number, was: number): void {
    if (was !== expected + tailBytes) {
      throw context.badLength(name, expected + tailBytes, was);
    }
  }

  return {
    accept(view, place) {
      const recordType = place.bytes[place.offset + AT.recordType];
      const levels = levelsOf.get(recordType);
      if (levels !== undefined) {
        const name = levels === 0 ? 'trade' : `mbp-${levels}`;
        checkLength(name, MARKET_AT.length + levels * LEVEL_BYTES, place.length);
        acceptMarket(view, place, levels);
      } else if (recordType === MBO_RECORD && readsOrders) {
        checkLength('mbo', ORDER_AT.length, place.length);
        acceptOrder(view, place);
      } else {
        acceptOther(view, place);
      }
    },
    finish: () => mbo?.finish(),
    take: (flush) =>
      [trades, books]
        .flatMap((outlet) => (outlet === undefined ? [] : [outlet.batcher]))
        .filter((batcher) => batcher.length >= (flush ? 1 : BATCH_ROWS))
        .map((batcher) => batcher.take()),
    unmet: () => [...(options.symbols ?? [])].filter((each) => !reader.met.has(each)).sort(),
  };
}

function outletOf(route: Route): Outlet {
  return { route, batcher: createBatcher(route.dataset) };
}

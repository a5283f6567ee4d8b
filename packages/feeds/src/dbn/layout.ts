import type { MarketKind } from './datasets.js';

/**
 * Where things are in DBN records, little-endian, the same in DBN 1 to 3 for the records read here.
 * Source: https://docs.rs/dbn, modules `record` and `rtype`, and
 * https://databento.com/docs/schemas.
 */

/** A record's first byte counts its length in words of so many bytes. */
export const LENGTH_UNIT = 4;
export const RECORD_HEADER_BYTES = 16;
/** The send time that live gateways append to every record when asked (`ts_out`). */
export const TS_OUT_BYTES = 8;

/** Offsets of the header, the same in all records. */
export const AT = {
  length: 0,
  recordType: 1,
  publisherId: 2,
  instrumentId: 4,
  tsEvent: 8,
} as const;

/** Offsets of what trades, books and orders have in common. */
export interface RecordLayout {
  readonly price: number;
  readonly size: number;
  readonly action: number;
  readonly side: number;
  readonly flags: number;
  readonly tsRecv: number;
  readonly sequence: number;
  /** Length of the record, without book levels. */
  readonly length: number;
}

/** Trades and books; the levels of a book follow. */
export const MARKET_AT: RecordLayout = {
  price: 16,
  size: 24,
  action: 28,
  side: 29,
  flags: 30,
  tsRecv: 32,
  sequence: 44,
  length: 48,
};

/** Orders. `orderId` is a u64. */
export const ORDER_AT: RecordLayout & { readonly orderId: number } = {
  orderId: 16,
  price: 24,
  size: 32,
  flags: 36,
  action: 38,
  side: 39,
  tsRecv: 40,
  sequence: 52,
  length: 56,
};

/** A book level: bid and ask price (i64), bid and ask size (u32), bid and ask order count (u32). */
export const LEVEL_BYTES = 32;
export const LEVEL_AT = { bidPrice: 0, askPrice: 8, bidSize: 16, askSize: 20 } as const;

const TRADE_RECORD = 0x00;
const MBP1_RECORD = 0x01;
const MBP10_RECORD = 0x0a;
export const SYMBOL_MAPPING_RECORD = 0x16;

export const MBO_RECORD = 0xa0;
export const DEFINITION_RECORD = 0x13;
export const TCBBO_RECORD = 0xc2;

/** Book levels of each record type that becomes rows; a trade has none. */
export const LEVELS_OF: ReadonlyMap<number, number> = new Map([
  [TRADE_RECORD, 0],
  [MBP1_RECORD, 1],
  [MBP10_RECORD, 10],
]);

/** Of options: trades with no quote, or with the best one before them. */
export const OPTION_LEVELS_OF: ReadonlyMap<number, number> = new Map([
  [TRADE_RECORD, 0],
  [MBP1_RECORD, 1],
  [TCBBO_RECORD, 1],
]);

/** Record types that have no sequence of the venue: a consolidated quote stands in its place. */
export const WITHOUT_SEQUENCE: ReadonlySet<number> = new Set([TCBBO_RECORD]);

/** Record types that this release knows by name and makes no rows of. */
export const OTHER_RECORDS: ReadonlyMap<number, string> = new Map([
  [0x11, 'ohlcv'],
  [0x12, 'status'],
  [DEFINITION_RECORD, 'definition'],
  [0x14, 'imbalance'],
  [0x15, 'error message'],
  [SYMBOL_MAPPING_RECORD, 'symbol mapping'],
  [0x17, 'system message'],
  [0x18, 'statistics'],
  [0x20, 'ohlcv-1s'],
  [0x21, 'ohlcv-1m'],
  [0x22, 'ohlcv-1h'],
  [0x23, 'ohlcv-1d'],
  [0x24, 'ohlcv-eod'],
  [MBO_RECORD, 'mbo'],
  [0xb1, 'cmbp-1'],
  [0xc0, 'cbbo-1s'],
  [0xc1, 'cbbo-1m'],
  [TCBBO_RECORD, 'tcbbo'],
  [0xc3, 'bbo-1s'],
  [0xc4, 'bbo-1m'],
]);

/** The `schema` numbers of headers, by place. */
export const SCHEMAS: readonly string[] = [
  'mbo',
  'mbp-1',
  'mbp-10',
  'tbbo',
  'trades',
  'ohlcv-1s',
  'ohlcv-1m',
  'ohlcv-1h',
  'ohlcv-1d',
  'definition',
  'statistics',
  'status',
  'imbalance',
  'ohlcv-eod',
  'cmbp-1',
  'cbbo-1s',
  'cbbo-1m',
  'tcbbo',
  'bbo-1s',
  'bbo-1m',
];

const OF_BOOKS: ReadonlySet<string> = new Set(['trades', 'tbbo', 'mbp-1', 'mbp-10', 'mbo']);
const OF_OPTIONS: ReadonlySet<string> = new Set(['trades', 'tbbo', 'tcbbo']);

/** The schemas that become rows, by what the dataset trades. */
export const READ_SCHEMAS: Readonly<Record<MarketKind, ReadonlySet<string>>> = {
  futures: OF_BOOKS,
  equities: OF_BOOKS,
  options: OF_OPTIONS,
};

/** Schemas whose files hold no event of any dataset: what they tell is about events, or made of them. */
export const SCHEMAS_WITHOUT_EVENTS: ReadonlySet<string> = new Set([
  'definition',
  'statistics',
  'status',
  'imbalance',
  'ohlcv-1s',
  'ohlcv-1m',
  'ohlcv-1h',
  'ohlcv-1d',
  'ohlcv-eod',
  'cbbo-1s',
  'cbbo-1m',
  'bbo-1s',
  'bbo-1m',
]);

export const UNDEFINED_TIMESTAMP = 0xffff_ffff_ffff_ffffn;
export const UNDEFINED_SIZE = 0xffff_ffff;

export const ACTION_TRADE = 'T'.charCodeAt(0);
export const ACTION_FILL = 'F'.charCodeAt(0);
export const ACTION_ADD = 'A'.charCodeAt(0);
export const ACTION_MODIFY = 'M'.charCodeAt(0);
export const ACTION_CANCEL = 'C'.charCodeAt(0);
export const ACTION_CLEAR = 'R'.charCodeAt(0);
export const ACTION_NONE = 'N'.charCodeAt(0);
export const SIDE_ASK = 'A'.charCodeAt(0);
export const SIDE_BID = 'B'.charCodeAt(0);
export const SIDE_NONE = 'N'.charCodeAt(0);

/** Bits of `flags`. Source: https://docs.rs/dbn, module `flags`. */
export const FLAG_LAST = 1 << 7;
export const FLAG_TOP_OF_BOOK = 1 << 6;
export const FLAG_SNAPSHOT = 1 << 5;
export const FLAG_AGGREGATED = 1 << 4;
export const FLAG_BAD_TS_RECV = 1 << 3;
export const FLAG_MAYBE_BAD_BOOK = 1 << 2;

/** Writes DBN for tests, from the format's description and not from the reader's code. */

export interface WrittenInterval {
  readonly from: number;
  readonly to: number;
  readonly symbol: string;
}

export interface WrittenHeader {
  readonly version?: number;
  readonly dataset?: string;
  /** 4 trades, 3 tbbo, 2 mbp-10, 1 mbp-1, 0xffff none. */
  readonly schema?: number;
  readonly typeIn?: number;
  readonly typeOut?: number;
  readonly tsOut?: boolean;
  readonly symbolBytes?: number;
  readonly partial?: readonly string[];
  readonly notFound?: readonly string[];
  readonly mappings?: readonly {
    readonly name: string;
    readonly intervals: readonly WrittenInterval[];
  }[];
}

export const UNDEF_PRICE = (1n << 63n) - 1n;
export const UNDEF_TIME = (1n << 64n) - 1n;
/** 2024-07-01T12:00:00Z, and the day's dates as headers write them. */
export const NOON = 1_719_835_200_000_000_000n;
export const DAY = 20240701;
export const NEXT_DAY = 20240702;
export const INSTRUMENT = 118;

/** ESU4 is instrument 118 on 2024-07-01. */
export const ESU4 = {
  name: 'ESU4',
  intervals: [{ from: DAY, to: NEXT_DAY, symbol: String(INSTRUMENT) }],
} as const;

export function dbnHeader(header: WrittenHeader = {}): Buffer {
  const version = header.version ?? 3;
  const symbolBytes = version === 1 ? 22 : (header.symbolBytes ?? 71);
  const text = (value: string, length: number) => {
    const bytes = Buffer.alloc(length);
    bytes.write(value, 'utf8');
    return bytes;
  };
  const texts = (values: readonly string[]) =>
    Buffer.concat([u32(values.length), ...values.map((value) => text(value, symbolBytes))]);
  const fixed = Buffer.concat([
    text(header.dataset ?? 'GLBX.MDP3', 16),
    u16(header.schema ?? 4),
    u64(NOON),
    u64(UNDEF_TIME),
    u64(0n),
    ...(version === 1 ? [u64(0n)] : []),
    Buffer.of(header.typeIn ?? 1, header.typeOut ?? 0, header.tsOut === true ? 1 : 0),
    ...(version === 1 ? [] : [u16(symbolBytes)]),
  ]);
  const mappings = header.mappings ?? [ESU4];
  const body = Buffer.concat([
    fixed,
    Buffer.alloc(100 - fixed.length),
    u32(0),
    texts(mappings.map((each) => each.name)),
    texts(header.partial ?? []),
    texts(header.notFound ?? []),
    u32(mappings.length),
    ...mappings.flatMap((mapping) => [
      text(mapping.name, symbolBytes),
      u32(mapping.intervals.length),
      ...mapping.intervals.flatMap((each) => [
        u32(each.from),
        u32(each.to),
        text(each.symbol, symbolBytes),
      ]),
    ]),
  ]);
  const padding = version === 3 ? (8 - (body.length % 8)) % 8 : 0;
  const start = Buffer.from(`DBN${String.fromCharCode(version)}`, 'latin1');
  return Buffer.concat([start, u32(body.length + padding), body, Buffer.alloc(padding)]);
}

export interface WrittenLevel {
  readonly bid?: bigint;
  readonly ask?: bigint;
  readonly bidSize?: number;
  readonly askSize?: number;
}

export interface WrittenRecord {
  readonly tsEvent?: bigint;
  readonly tsRecv?: bigint;
  readonly instrument?: number;
  readonly publisher?: number;
  readonly price?: bigint;
  readonly size?: number;
  readonly action?: string;
  readonly side?: string;
  readonly flags?: number;
  readonly sequence?: number;
  readonly tsOut?: bigint;
}

/** A trade: record type 0, 48 bytes. */
export function tradeRecord(record: WrittenRecord = {}): Buffer {
  return recordBytes(0, record, []);
}

/** A book of 1 or 10 levels; levels not given are empty. */
export function bookRecord(
  depth: 1 | 10,
  levels: readonly WrittenLevel[],
  record: WrittenRecord = {},
): Buffer {
  return recordBytes(
    depth,
    { action: 'A', ...record },
    Array.from({ length: depth }, (_, index) => levels[index] ?? {}),
  );
}

function recordBytes(type: number, record: WrittenRecord, levels: readonly WrittenLevel[]): Buffer {
  const tsEvent = record.tsEvent ?? NOON;
  const parts = [
    header(type, 48 + levels.length * 32 + (record.tsOut === undefined ? 0 : 8), record),
    u64(tsEvent),
    i64(record.price ?? 5_528_750_000_000n),
    u32(record.size ?? 1),
    Buffer.from([record.action ?? 'T', record.side ?? 'B'].join(''), 'latin1'),
    Buffer.of(record.flags ?? 0, 0),
    u64(record.tsRecv ?? (tsEvent === UNDEF_TIME ? NOON : tsEvent) + 1000n),
    u32(0),
    u32(record.sequence ?? 7),
    ...levels.flatMap((level) => [
      i64(level.bid ?? UNDEF_PRICE),
      i64(level.ask ?? UNDEF_PRICE),
      u32(level.bidSize ?? 0),
      u32(level.askSize ?? 0),
      u32(1),
      u32(1),
    ]),
    ...(record.tsOut === undefined ? [] : [u64(record.tsOut)]),
  ];
  return Buffer.concat(parts);
}

export interface WrittenOrder extends WrittenRecord {
  readonly id?: bigint;
}

/** An order (mbo): record type 0xa0, 56 bytes. */
export function orderRecord(record: WrittenOrder): Buffer {
  const tsEvent = record.tsEvent ?? NOON;
  return Buffer.concat([
    header(0xa0, 56, record),
    u64(tsEvent),
    u64(record.id ?? 1n),
    i64(record.price ?? 5_528_750_000_000n),
    u32(record.size ?? 1),
    Buffer.of(record.flags ?? 128, 0),
    Buffer.from([record.action ?? 'A', record.side ?? 'B'].join(''), 'latin1'),
    u64(record.tsRecv ?? (tsEvent === UNDEF_TIME ? NOON : tsEvent) + 1000n),
    u32(0),
    u32(record.sequence ?? 7),
  ]);
}

export interface WrittenDefinition {
  readonly symbol: string;
  readonly underlying: string;
  readonly expiration?: bigint;
  readonly strike?: bigint;
  readonly kind?: string;
}

/** Length of a definition and where its parts are, by version. */
const DEFINITIONS = {
  1: { length: 360, strike: 328, symbol: 200, underlying: 300, kind: 325 },
  2: { length: 400, strike: 112, symbol: 200, underlying: 349, kind: 374 },
  3: { length: 520, strike: 104, symbol: 238, underlying: 391, kind: 487 },
} as const;

/** The definition of an option. */
export function definitionRecord(version: 1 | 2 | 3, definition: WrittenDefinition): Buffer {
  const at = DEFINITIONS[version];
  const bytes = Buffer.concat([header(0x13, at.length, {}), Buffer.alloc(at.length - 8)]);
  bytes.writeBigUInt64LE(definition.expiration ?? UNDEF_TIME, 40);
  bytes.writeBigInt64LE(definition.strike ?? UNDEF_PRICE, at.strike);
  bytes.write(definition.symbol, at.symbol);
  bytes.write(definition.underlying, at.underlying);
  bytes.write(definition.kind ?? 'C', at.kind);
  return bytes;
}

/** A record of some type with a body of zeros. */
export function otherRecord(type: number, length: number, record: WrittenRecord = {}): Buffer {
  return Buffer.concat([header(type, length, record), u64(NOON), Buffer.alloc(length - 16)]);
}

/** A symbol mapping as live gateways send it. */
export function symbolMapping(
  version: number,
  instrument: number,
  input: { readonly type: number; readonly symbol: string },
  output: { readonly type: number; readonly symbol: string },
): Buffer {
  const symbolBytes = version === 1 ? 22 : 71;
  const side = ({ type, symbol }: typeof input) => {
    const text = Buffer.alloc(symbolBytes);
    text.write(symbol);
    return version === 1 ? text : Buffer.concat([Buffer.of(type), text]);
  };
  const body = [side(input), side(output), Buffer.alloc(version === 1 ? 4 : 0)];
  const times = [u64(UNDEF_TIME), u64(UNDEF_TIME)];
  const length = version === 1 ? 80 : 176;
  return Buffer.concat([header(0x16, length, { instrument }), u64(NOON), ...body, ...times]);
}

function header(type: number, length: number, record: WrittenRecord): Buffer {
  return Buffer.concat([
    Buffer.of(length / 4, type),
    u16(record.publisher ?? 1),
    u32(record.instrument ?? INSTRUMENT),
  ]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

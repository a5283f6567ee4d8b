/** Writes large DBN 3 files for tests, from the format's description and not from the reader's code. */

/** What a made-up file holds. */
export interface MadeUpFile {
  readonly schema: 'trades' | 'mbp-10' | 'definition';
  readonly records: number;
  /** Instruments, named in the header. Default: ESU4. */
  readonly symbols?: readonly string[];
  /** Hours over which the records are spread, from 2024-07-01T12:00:00Z. Default: 1. */
  readonly hours?: number;
  /** E.g. `GLBX.MDP3` (the default) or `XNAS.ITCH`. */
  readonly dataset?: string;
  /** Records, from 0, whose price is undefined: they end as dead letters. */
  readonly undefinedPrices?: readonly number[];
}

/** Event time of the first record: 2024-07-01T12:00:00Z. */
const FIRST_NS = 1_719_835_200_000_000_000n;

const HOUR_NS = 3_600_000_000_000n;
const UNDEFINED_PRICE = (1n << 63n) - 1n;
const SCHEMAS = {
  trades: { code: 4, recordType: 0, bytes: 48 },
  'mbp-10': { code: 2, recordType: 10, bytes: 368 },
  definition: { code: 9, recordType: 0x13, bytes: 520 },
} as const;

/** The file's bytes. Record `n` has sequence `n`, and every value follows from `n`. */
export function dbnFile(file: MadeUpFile): Buffer {
  const { schema, records, symbols = ['ESU4'], hours = 1, dataset = 'GLBX.MDP3' } = file;
  const undefinedPrices = new Set(file.undefinedPrices);
  const { code, recordType, bytes } = SCHEMAS[schema];
  const stepNs = (BigInt(hours) * HOUR_NS) / BigInt(Math.max(records, 1));
  const body = Buffer.alloc(records * bytes);
  for (let n = 0, at = 0; n < records; n += 1, at += bytes) {
    const tsEventNs = FIRST_NS + BigInt(n) * stepNs;
    const ticks = (n * 7) % 40;
    body[at] = bytes / 4;
    body[at + 1] = recordType;
    body.writeUInt16LE(dataset === 'GLBX.MDP3' ? 1 : 2, at + 2);
    body.writeUInt32LE(1 + (n % symbols.length), at + 4);
    body.writeBigUInt64LE(tsEventNs, at + 8);
    body.writeBigInt64LE(undefinedPrices.has(n) ? UNDEFINED_PRICE : priceAt(ticks), at + 16);
    body.writeUInt32LE(1 + (n % 50), at + 24);
    body.write(schema === 'trades' ? 'T' : 'A', at + 28, 'latin1');
    body.write(n % 3 === 0 ? 'A' : 'B', at + 29, 'latin1');
    body.writeBigUInt64LE(tsEventNs + 1_000n, at + 32);
    body.writeUInt32LE(n, at + 44);
    for (let level = 0, from = at + 48; from < at + bytes; level += 1, from += 32) {
      body.writeBigInt64LE(priceAt(ticks - level), from);
      body.writeBigInt64LE(priceAt(ticks + 1 + level), from + 8);
      body.writeUInt32LE(1 + ((n + level) % 90), from + 16);
      body.writeUInt32LE(1 + ((n * 3 + level) % 90), from + 20);
    }
  }
  return Buffer.concat([header(dataset, code, symbols), body]);
}

/** A price in units of 1e-9, so many quarters above 5,500. */
function priceAt(ticks: number): bigint {
  return 5_500_000_000_000n + BigInt(ticks) * 250_000_000n;
}

function header(dataset: string, schema: number, symbols: readonly string[]): Buffer {
  const fixed = Buffer.alloc(100);
  fixed.write(dataset, 0, 'latin1');
  fixed.writeUInt16LE(schema, 16);
  fixed.writeBigUInt64LE(FIRST_NS, 18);
  fixed.writeBigUInt64LE((1n << 64n) - 1n, 26);
  fixed[42] = 1;
  fixed.writeUInt16LE(71, 45);
  const mappings = symbols.map((symbol, index) =>
    Buffer.concat([text(symbol), u32(1), u32(20240601), u32(20240801), text(String(index + 1))]),
  );
  const lists = [u32(symbols.length), ...symbols.map(text), u32(0), u32(0), u32(symbols.length)];
  const body = Buffer.concat([fixed, u32(0), ...lists, ...mappings]);
  const padding = (8 - (body.length % 8)) % 8;
  return Buffer.concat([
    Buffer.from('DBN\u0003', 'latin1'),
    u32(body.length + padding),
    body,
    Buffer.alloc(padding),
  ]);
}

function text(value: string): Buffer {
  const bytes = Buffer.alloc(71);
  bytes.write(value, 'utf8');
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

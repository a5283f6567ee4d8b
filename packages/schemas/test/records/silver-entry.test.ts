import { describe, expect, it } from 'vitest';
import {
  encodeSilverEntry,
  NO_SILVER_ENTRY_SHA256,
  parseSilverEntry,
  type SilverEntry,
  type SilverHour,
} from '../../src/index.js';

const SHA = 'a'.repeat(64);
const BAD_RECORD = expect.objectContaining({ code: 'BAD_RECORD' });

const HOUR: SilverHour = {
  partition: 'ESZ5',
  hour: '14',
  rule: 1,
  options: { collapse_ambiguous: false, tolerance_ns: null },
  inputs: [{ key: 'bronze/futures/trades/x.parquet', sha256: SHA }],
  rows_read: 3,
  rows_written: 2,
  duplicates_removed: 1,
  ambiguous_duplicates: 0,
  enrichment: null,
  output: {
    key: 'silver/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/part-0000.parquet',
    bytes: 1_000,
    sha256: SHA,
    min_ts: 1_765_893_600_000_000_001n,
    max_ts: 1_765_893_600_000_000_003n,
  },
};
const EMPTY: SilverHour = {
  ...HOUR,
  hour: null,
  options: { collapse_ambiguous: true, tolerance_ns: 10_000_000_000n },
  rows_read: 0,
  rows_written: 0,
  duplicates_removed: 0,
  enrichment: { joined: 0, stale: 0, none: 0 },
  output: null,
};
const ENTRY: SilverEntry = {
  format: 1,
  kind: 'silver-hours',
  dataset: 'futures.trades.v1',
  date: '2025-12-16',
  number: 1,
  prev_sha256: NO_SILVER_ENTRY_SHA256,
  writer: 'w1',
  hours: [HOUR, EMPTY],
};

function line(entry: SilverEntry): string {
  return Buffer.from(encodeSilverEntry(entry)).toString('utf8');
}

describe('a Silver entry', () => {
  it('is read back as it was written, times exact', () => {
    expect(parseSilverEntry(encodeSilverEntry(ENTRY), 'here')).toEqual(ENTRY);
  });

  it('is one line with the fields in declared order, whatever the order they were given in', () => {
    const backwards = Object.fromEntries(Object.entries(ENTRY).reverse()) as SilverEntry;
    expect(line(backwards)).toBe(line(ENTRY));
    expect(line(ENTRY).indexOf('\n')).toBe(line(ENTRY).length - 1);
  });

  it.each<[string, Partial<SilverHour>]>([
    ['rows that do not add up', { rows_read: 4 }],
    ['rows without a file', { output: null }],
    ['a file without rows', { rows_read: 1, rows_written: 0 }],
    ['an hour that no day has', { hour: '24' }],
    ['a digest that is none', { inputs: [{ key: 'x', sha256: 'A'.repeat(64) }] }],
  ])('is refused with %s', (_, change) => {
    const entry = { ...ENTRY, hours: [{ ...HOUR, ...change }] };
    expect(() => encodeSilverEntry(entry)).toThrow(BAD_RECORD);
  });

  it.each<[string, (text: string) => string]>([
    ['another format', (text) => text.replace('"format":1', '"format":2')],
    ['another kind', (text) => text.replace('silver-hours', 'silver-days')],
    ['a field that is not known', (text) => text.replace('"number":1', '"number":1,"more":1')],
    ['a date that is none', (text) => text.replace('"date":"2025-12-16"', '"date":"2025-02-30"')],
    ['no JSON', (text) => text.slice(0, -3)],
  ])('is refused with %s, naming the object', (_, change) => {
    const bytes = Buffer.from(change(line(ENTRY)), 'utf8');
    expect(() => parseSilverEntry(bytes, 'some/key')).toThrow(
      expect.objectContaining({ code: 'BAD_RECORD', message: expect.stringContaining('some/key') }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  encodeLedgerEntry,
  NO_ENTRY_SHA256,
  parseLedgerEntry,
  type LedgerEntry,
} from '../../src/index.js';

const SHA = 'a'.repeat(64);

function head<Kind extends string>(kind: Kind) {
  return {
    format: 1 as const,
    kind,
    tier: 'bronze' as const,
    shard: 'market',
    number: 3,
    prev_sha256: NO_ENTRY_SHA256,
    writer: 'w1',
    fence: 2,
  };
}

const FILE = {
  key: 'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/part-0.parquet',
  kind: 'rows' as const,
  dataset: 'futures.trades.v1',
  partition: 'symbol=ESZ5/date=2025-12-16/hour=14',
  rows: 2,
  bytes: 1_000,
  sha256: SHA,
  position_digest: SHA,
  min_ts: 1_765_893_600_000_000_001n,
  max_ts: 1_765_893_600_000_000_003n,
};

const ENTRIES: readonly LedgerEntry[] = [
  head('claim'),
  {
    ...head('epoch'),
    epoch: 2,
    stream: 'MARKET_FUTURES',
    stream_created: '2025-01-01T00:00:00Z',
    first_seq: 9n,
    reason: 'recreated',
    left: { epoch: 1, seq_to: 2n ** 63n - 1n, last: null },
    gaps: [{ from: 1n, to: 8n, reason: 'before-first' }],
  },
  {
    ...head('intent'),
    epoch: 1,
    range: { from: 1n, to: 3n },
    events: 4,
    messages: 3,
    decode_fingerprint: 'd1',
    replaces: null,
    files: [{ key: FILE.key, rows: 2, bytes: 1_000, sha256: SHA, position_digest: SHA }],
  },
  {
    ...head('commit'),
    stream: 'MARKET_FUTURES',
    stream_created: 'x',
    epoch: 1,
    seq_from: 1n,
    seq_to: 3n,
    delivered: 2,
    events: 4,
    rows: 2,
    dead_letters: 2,
    gaps: [{ from: 2n, to: 2n, reason: 'log-gap' }],
    files: [FILE, { ...FILE, kind: 'dead-letters', partition: '', min_ts: null, max_ts: null }],
    close_reason: 'events',
    last: { seq: 3n, server_ts: 1_765_893_600_000_000_009n, sha256: SHA },
    config_fingerprint: 'c1',
    runs: [{ run: 'feed-1', from: 0n, to: 7n }],
  },
  {
    ...head('epoch'),
    epoch: 3,
    stream: 'MARKET_FUTURES',
    stream_created: '2025-01-01T00:00:00Z',
    first_seq: 14n,
    reason: 'rewound',
    left: null,
    gaps: [],
    continues: { epoch: 1, seq_to: 13n, last: { seq: 13n, server_ts: 5n, sha256: SHA } },
    maybe_twice: { from: 14n, to: 20n },
  },
  {
    ...head('intent'),
    epoch: 1,
    range: { from: 1n, to: 3n },
    events: 4,
    messages: 2,
    decode_fingerprint: 'd1',
    replaces: 2,
    files: [],
    last: null,
    gaps: [{ from: 2n, to: 2n, reason: 'lost-with-log' }],
    checks: 'AAAAAAEAAAA=',
    adopted: [FILE],
    events_lost: 1,
    closed_keys: [FILE.key],
  },
  {
    ...head('abort'),
    intent: 2,
    epoch: 1,
    range: { from: 1n, to: 3n },
    reason: 'log-lost-range',
    unused_keys: [FILE.key],
  },
  {
    ...head('seal'),
    reason: 'archived',
    place: 's3://archive/lake',
    files: [{ key: FILE.key, sha256: SHA }],
  },
  {
    ...head('retire'),
    dates: ['2025-12-16'],
    certificate_sha256: SHA,
    files: [{ key: FILE.key, sha256: SHA }],
  },
];

const parseText = (text: string) => parseLedgerEntry(Buffer.from(text, 'utf8'), 'here');
const textOf = (entry: LedgerEntry) => Buffer.from(encodeLedgerEntry(entry)).toString('utf8');

describe('encodeLedgerEntry', () => {
  it.each(ENTRIES)('writes a $kind that reads back as it was', (entry) => {
    expect(parseText(textOf(entry))).toEqual(entry);
  });

  it('writes one line with the fields in declared order and int64 as text', () => {
    expect(textOf(ENTRIES[1])).toBe(
      '{"format":1,"kind":"epoch","tier":"bronze","shard":"market","number":3,' +
        `"prev_sha256":"${NO_ENTRY_SHA256}","writer":"w1","fence":2,"epoch":2,` +
        '"stream":"MARKET_FUTURES","stream_created":"2025-01-01T00:00:00Z","first_seq":"9",' +
        '"reason":"recreated","left":{"epoch":1,"seq_to":"9223372036854775807","last":null},' +
        '"gaps":[{"from":"1","to":"8","reason":"before-first"}]}\n',
    );
  });

  it('gives the same bytes whatever order the fields were set in', () => {
    const backwards = Object.fromEntries(Object.entries(ENTRIES[3]).reverse());
    expect(textOf(backwards as unknown as LedgerEntry)).toBe(textOf(ENTRIES[3]));
  });

  it('refuses an entry that could not be read back', () => {
    const entry = { ...ENTRIES[0], fence: 0.5 };
    expect(() => encodeLedgerEntry(entry)).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }));
  });
});

describe('parseLedgerEntry', () => {
  const claim = textOf(ENTRIES[0]);
  it.each([
    ['what is not JSON', 'nonsense', /one JSON object/],
    ['what is not UTF-8', undefined, /one JSON object/],
    ['a list', '[]', /another JSON value/],
    ['an unknown format', claim.replace('"format":1', '"format":2'), /format 2 .*later/],
    ['an unknown kind', claim.replace('"claim"', '"treaty"'), /kind "treaty".*later/],
    ['a field it does not know', claim.replace('{', '{"more":1,'), /more/],
    ['a missing field', claim.replace('"shard":"market",', ''), /shard/],
    ['a number for an int64', textOf(ENTRIES[1]).replace('"9"', '9'), /first_seq/],
    ['an int64 with a leading zero', textOf(ENTRIES[1]).replace('"9"', '"09"'), /first_seq/],
    ['a negative sequence', textOf(ENTRIES[1]).replace('"9"', '"-9"'), /first_seq/],
  ])('refuses %s', (_, text, message) => {
    const bytes = text === undefined ? Buffer.from([0xff]) : Buffer.from(text, 'utf8');
    expect(() => parseLedgerEntry(bytes, 'here')).toThrow(
      expect.objectContaining({
        code: 'BAD_RECORD',
        message: expect.stringMatching(message),
      }),
    );
    expect(() => parseLedgerEntry(bytes, 'here')).toThrow(/^here: /);
  });
});

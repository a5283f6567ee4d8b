import { describe, expect, it } from 'vitest';
import {
  encodeLedgerCheckpoint,
  encodeLedgerEntry,
  encodeLedgerLease,
  encodeLedgerSegment,
  ledgerCheckpointKey,
  ledgerLeaseKey,
  ledgerSegmentKey,
  ledgerSegmentRange,
  NO_ENTRY_SHA256,
  parseLedgerCheckpoint,
  parseLedgerEntry,
  parseLedgerLease,
  parseLedgerSegment,
  reviveLedgerEntry,
  segmentLines,
  sha256Hex,
  type LedgerCheckpoint,
  type LedgerEntry,
} from '../../src/index.js';

const SHA = 'a'.repeat(64);
const BAD_RECORD = expect.objectContaining({ code: 'BAD_RECORD' });
const mark = { seq: 2n ** 62n + 1n, server_ts: 1_765_893_600_000_000_001n, sha256: SHA };

function head<Kind extends string>(kind: Kind, number: number) {
  const place = { format: 1, kind, tier: 'bronze', shard: 'market', number } as const;
  return { ...place, prev_sha256: NO_ENTRY_SHA256, writer: 'w', fence: 1 };
}

const FILE = { key: 'bronze/x.parquet', rows: 2, bytes: 9, sha256: SHA, position_digest: SHA };
const COMMIT: LedgerEntry = {
  ...head('commit', 3),
  stream: 'M',
  stream_created: 'once',
  epoch: 1,
  seq_from: 1n,
  seq_to: mark.seq,
  delivered: 2,
  events: 2,
  rows: 2,
  dead_letters: 0,
  gaps: [{ from: 3n, to: 4n, reason: 'retention' }],
  files: [
    { ...FILE, kind: 'rows', dataset: 'x.v1', partition: '', min_ts: mark.server_ts, max_ts: null },
  ],
  close_reason: 'age',
  last: mark,
  config_fingerprint: 'c',
  runs: [{ run: 'r', from: 0n, to: 2n ** 63n - 1n }],
};
const INTENT: Extract<LedgerEntry, { kind: 'intent' }> = {
  ...head('intent', 2),
  epoch: 1,
  range: { from: 1n, to: mark.seq },
  events: 2,
  messages: 2,
  decode_fingerprint: 'd',
  replaces: null,
  files: [FILE],
};
const ENTRIES: readonly LedgerEntry[] = [
  head('claim', 1),
  INTENT,
  COMMIT,
  { ...COMMIT, last: null, gaps: [] },
  { ...head('seal', 4), reason: 'archived', place: 's3://b/p', files: [] },
];

describe('reviveLedgerEntry', () => {
  it.each(ENTRIES.map((entry) => [entry.kind, entry] as const))(
    'reads %s as the full check does',
    (_, entry) => {
      const bytes = encodeLedgerEntry(entry);
      const line = Buffer.from(bytes).toString('utf8');
      expect(reviveLedgerEntry(line)).toEqual(parseLedgerEntry(bytes, 'here'));
    },
  );

  it('does not guess at a kind that it does not know', () => {
    expect(reviveLedgerEntry('{"kind":"later"}')).toBeUndefined();
  });
});

describe('a ledger segment', () => {
  const lines = ENTRIES.map(encodeLedgerEntry);
  const segment = {
    format: 1,
    kind: 'segment',
    tier: 'bronze',
    shard: 'market',
    from: 1,
    to: 5,
    prev_sha256: NO_ENTRY_SHA256,
    last_sha256: SHA,
    prev_segment_sha256: NO_ENTRY_SHA256,
  } as const;

  it('holds the bytes of its entries, and is read back', () => {
    const bytes = encodeLedgerSegment(segment, lines);
    const read = parseLedgerSegment(bytes, 'here');
    expect(Buffer.concat([...read.lines]).equals(Buffer.concat(lines))).toBe(true);
    expect(read.header).toEqual({ ...segment, entries_sha256: sha256Hex(Buffer.concat(lines)) });
    expect(read.headerSha256).toBe(sha256Hex(segmentLines(bytes)[0]));
  });

  it('is refused when a byte is another one, or an entry too few', () => {
    const bytes = Buffer.from(encodeLedgerSegment(segment, lines));
    bytes[bytes.length - 5] ^= 1;
    expect(() => parseLedgerSegment(bytes, 'here')).toThrow(BAD_RECORD);
    const short = encodeLedgerSegment(segment, lines.slice(1));
    expect(() => parseLedgerSegment(short, 'here')).toThrow(BAD_RECORD);
    expect(() => parseLedgerSegment(new Uint8Array(), 'here')).toThrow(BAD_RECORD);
  });
});

describe('a ledger checkpoint', () => {
  const checkpoint: LedgerCheckpoint = {
    format: 1,
    tier: 'bronze',
    shard: 'market',
    number: 2,
    head_sha256: SHA,
    state: {
      fence: 1,
      owner: 'w',
      epoch: { epoch: 1, stream: 'M', stream_created: 'once', entry: 2, first_seq: 1n },
      continued: [],
      left: [],
      seq_to: mark.seq,
      last: mark,
      open_intent: INTENT,
      seal: null,
    },
    runs: [{ run: 'r', stored: [[0n, 4n]] }],
    totals: { commits: 0, delivered: 0, events: 0, rows: 0, dead_letters: 0 },
  };

  it('is read back as it was written', () => {
    const bytes = encodeLedgerCheckpoint(checkpoint);
    expect(parseLedgerCheckpoint(bytes, 'here')).toEqual(checkpoint);
  });

  it('is refused when any of its bytes is another one or missing', () => {
    const bytes = encodeLedgerCheckpoint(checkpoint);
    for (let at = 0; at < bytes.length; at += 7) {
      const other = Uint8Array.from(bytes);
      other[at] ^= 1;
      expect(() => parseLedgerCheckpoint(other, 'here')).toThrow(BAD_RECORD);
      expect(() => parseLedgerCheckpoint(bytes.subarray(0, at), 'here')).toThrow(BAD_RECORD);
    }
  });
});

describe('a ledger lease', () => {
  it('is read back, and another format is refused', () => {
    const lease = {
      format: 1,
      tier: 'gold',
      shard: 's',
      writer: 'w',
      count: 1,
      host: 'h',
      boot_id: '',
      pid_namespace: '',
      pid: 1,
      process_start_time: '',
      released: false,
    } as const;
    const bytes = encodeLedgerLease(lease);
    expect(parseLedgerLease(bytes, 'here')).toEqual(lease);
    const later = Buffer.from(bytes).toString('utf8').replace('"format":1', '"format":2');
    expect(() => parseLedgerLease(Buffer.from(later), 'here')).toThrow(BAD_RECORD);
  });
});

describe('the keys beside a log', () => {
  it('lie in the shard folder, and sort as the entries do', () => {
    const range = { from: 10_001, to: 20_000 };
    const key = ledgerSegmentKey('bronze', 'a b', range);
    expect(key).toBe(
      '_lake/bronze/a%20b/segments/00000000000000010001-00000000000000020000.ndjson',
    );
    expect(ledgerSegmentRange('bronze', 'a b', key)).toEqual(range);
    expect(ledgerSegmentRange('gold', 'a b', key)).toBeUndefined();
    const backwards = ledgerSegmentKey('bronze', 'a b', { from: 2, to: 1 });
    expect(ledgerSegmentRange('bronze', 'a b', backwards)).toBeUndefined();
    expect(ledgerCheckpointKey('bronze', 's')).toBe('_lake/bronze/s/checkpoint.json');
    expect(ledgerLeaseKey('bronze', 's')).toBe('_lake/bronze/s/lease.json');
  });
});

import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  checkCertificate,
  dayDigest,
  encodeCertificate,
  issueCertificate,
  sha256Hex,
  type CertificateBody,
} from '../../src/index.js';

const SHA = 'a'.repeat(64);

const PROVED: CertificateBody = {
  format: 1,
  kind: 'certificate',
  tier: 'bronze',
  scope: { shards: null, dates: ['2025-12-16'], sealed: 'read', stream: null },
  shards: [
    {
      shard: 'market',
      head: { number: 4, sha256: SHA },
      open_intent: null,
      epochs: [
        {
          epoch: 1,
          stream: 'market',
          stream_created: 'one',
          reason: 'first',
          first_seq: 1n,
          last_seq: 9_007_199_254_740_993n,
          messages: 2,
          events: 3,
          rows: 2,
          dead_letters: 1,
          events_lost: 0,
          gaps: [{ from: 1n, to: 2n, reason: 'retention' }],
          maybe_twice: null,
          interior: 'proved',
        },
      ],
      lost_messages: 2n,
    },
  ],
  days: [
    {
      dataset: 'futures.trades.v1',
      partition: 'ESZ5',
      date: '2025-12-16',
      files: 1,
      rows: 2,
      first_ts: 1_765_895_400_000_000_001n,
      last_ts: 1_765_895_400_000_000_002n,
      digest: SHA,
      dead_letters: 1,
      gaps: [],
      sealed_files: 0,
      retired_files: 0,
    },
  ],
};

const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')) as object;

describe('certificate', () => {
  it('names the digest of all else in it, and comes back as it was issued', () => {
    const issued = issueCertificate(PROVED);
    const bytes = encodeCertificate(issued);
    expect(checkCertificate(json(bytes))).toEqual(issued);
    const { sha256, ...rest } = json(bytes) as { sha256: string };
    expect(sha256).toBe(sha256Hex(canonicalJson(rest)));
    expect(Buffer.from(encodeCertificate(issueCertificate(PROVED))).equals(bytes)).toBe(true);
  });

  it('is the same in any layout and order of fields', () => {
    const issued = json(encodeCertificate(issueCertificate(PROVED)));
    const turned = Object.fromEntries(Object.entries(issued).reverse());
    expect(checkCertificate(JSON.parse(JSON.stringify(turned, null, 2))).sha256).toBe(
      issueCertificate(PROVED).sha256,
    );
  });

  it('is none any more when anything in it was changed', () => {
    const text = Buffer.from(encodeCertificate(issueCertificate(PROVED))).toString('utf8');
    for (const [was, is] of [
      ['"rows":2', '"rows":3'],
      ['"ESZ5"', '"ESH6"'],
      ['"9007199254740993"', '"9007199254740992"'],
      ['"retention"', '"filtered"'],
    ] as const) {
      expect(text).toContain(was);
      expect(() => checkCertificate(JSON.parse(text.replace(was, is)), 'c.json')).toThrow(
        /^c\.json: expected SHA-256 [0-9a-f]{64}, as it says of itself/,
      );
    }
  });

  it('is refused when it is no certificate at all', () => {
    expect(() => checkCertificate({ kind: 'certificate' })).toThrow('expected a certificate');
    expect(() => checkCertificate(null)).toThrow('expected a certificate');
  });
});

describe('dayDigest', () => {
  const file = (key: string) => ({ key, rows: 1, sha256: SHA, position_digest: SHA });

  it('does not depend on the order of files', () => {
    expect(dayDigest([file('b'), file('a')])).toBe(dayDigest([file('a'), file('b')]));
  });

  it('is SHA-256 of a line a file', () => {
    expect(dayDigest([file('a')])).toBe(sha256Hex(`a 1 ${SHA} ${SHA}\n`));
    expect(dayDigest([file('a')])).not.toBe(dayDigest([{ ...file('a'), rows: 2 }]));
  });
});

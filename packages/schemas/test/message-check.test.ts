import { describe, expect, it } from 'vitest';
import { decodeChecks, encodeChecks, messageCheck } from '../src/index.js';

const PAYLOAD = Buffer.from('{"price":1}');
const HEADERS = { 'Assay-Run': 'r1', 'Assay-Run-Pos': '7' };

describe('messageCheck', () => {
  const check = messageCheck('market.a', HEADERS, PAYLOAD, undefined);

  it('is the same for the same message, whatever the order of its headers', () => {
    const backwards = { 'Assay-Run-Pos': '7', 'Assay-Run': 'r1' };
    expect(messageCheck('market.a', backwards, Buffer.from(PAYLOAD), undefined)).toBe(check);
    expect(check).toBe(3_572_824_510);
  });

  it.each([
    ['subject', messageCheck('market.b', HEADERS, PAYLOAD, undefined)],
    ['headers', messageCheck('market.a', { ...HEADERS, 'Assay-Run': 'r2' }, PAYLOAD, undefined)],
    ['payload', messageCheck('market.a', HEADERS, Buffer.from('{"price":2}'), undefined)],
    ['server time', messageCheck('market.a', HEADERS, PAYLOAD, 1n)],
  ])('differs with the %s', (_, other) => {
    expect(other).not.toBe(check);
  });

  it('tells messages of equal bytes apart by the time at which a server stored them', () => {
    const times = [1n, 2n, 1_765_893_600_000_000_001n, 1_765_893_600_000_000_002n];
    const checks = times.map((time) => messageCheck('market.a', HEADERS, PAYLOAD, time));
    expect(new Set(checks).size).toBe(times.length);
  });
});

describe('encodeChecks', () => {
  it('writes four little-endian bytes a check, which decodeChecks reads', () => {
    const checks = Uint32Array.of(0, 1, 0xffff_ffff);
    expect(encodeChecks(checks)).toBe('AAAAAAEAAAD/////');
    expect(decodeChecks(encodeChecks(checks))).toEqual(checks);
    expect(decodeChecks('')).toEqual(new Uint32Array());
  });
});

import { describe, expect, it } from 'vitest';
import {
  messageFingerprint,
  positionDigest,
  positionDigestOfBytes,
  sha256Hex,
  sha256OfChunks,
} from '../src/index.js';

/** The positions below as little-endian int64, written by hand: 1, 65,536, 2^63 − 1. */
const BYTES = Buffer.from('0100000000000000' + '0000010000000000' + 'ffffffffffffff7f', 'hex');
/** SHA-256 of those 24 bytes, by `sha256sum`. */
const DIGEST = '77c29857b408d7c2298012ea99e7f5a02128a2d98473e9029fea879d08942203';

describe('positionDigest', () => {
  it('is SHA-256 of the positions as little-endian int64', () => {
    expect(positionDigest([1n, 65_536n, (1n << 63n) - 1n])).toBe(DIGEST);
    expect(positionDigestOfBytes(BYTES)).toBe(DIGEST);
  });

  it('of no positions is that of no bytes', () => {
    expect(positionDigest([])).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it.each([[[2n, 1n]], [[1n, 1n]]])('refuses positions that do not ascend: %s', (positions) => {
    expect(() => positionDigest(positions)).toThrow(
      expect.objectContaining({
        code: 'BAD_VALUE',
        message: `expected ascending positions, was 1 after ${positions[0]}`,
      }),
    );
  });
});

describe('sha256Hex', () => {
  it('reads text as UTF-8', () => {
    expect(sha256Hex('€')).toBe(sha256Hex(Uint8Array.of(0xe2, 0x82, 0xac)));
  });
});

describe('messageFingerprint', () => {
  const payload = Buffer.from('{"price":1}');
  const of = (headers: Record<string, string> | undefined, bytes: Uint8Array = payload) =>
    messageFingerprint('market.stocks.trades', headers, bytes);

  it('does not depend on the order of headers', () => {
    expect(of({ b: '2', a: '1', '10': 'x' })).toBe(of({ '10': 'x', a: '1', b: '2' }));
  });

  it('does not tell absent headers from none', () => {
    expect(of(undefined)).toBe(of({}));
  });

  it('changes with subject, headers and payload', () => {
    const digests = [
      of({ a: '1' }),
      of({ a: '2' }),
      of({ A: '1' }),
      of({ a: '1', b: '' }),
      of(undefined),
      of({ a: '1' }, Buffer.from('{"price":1}\n')),
      of({ a: '1' }, Buffer.alloc(0)),
      messageFingerprint('market.stocks.quotes', { a: '1' }, payload),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('does not let one part run into the next', () => {
    const whole = messageFingerprint('s', undefined, Buffer.from('["s",[]]\nx'));
    expect(whole).not.toBe(messageFingerprint('s', undefined, Buffer.from('x')));
    expect(of({ a: '1","b' })).not.toBe(of({ a: '1', b: '' }));
  });

  it('is the same in every release', () => {
    expect(of({ 'Assay-Run': 'r1', 'Assay-Run-Pos': '0' })).toBe(
      '9a958dfe4c651f0ef3efd54b606f103fdbb7bb0527b3fbaec3285f97bc7f219d',
    );
  });
});

describe('sha256OfChunks', () => {
  it('is that of the bytes, however they are cut', async () => {
    const whole = sha256Hex(BYTES);
    expect(await sha256OfChunks([BYTES.subarray(0, 5), BYTES.subarray(5)])).toBe(whole);
    async function* singly() {
      for (const byte of BYTES) {
        yield await Promise.resolve(Uint8Array.of(byte));
      }
    }
    expect(await sha256OfChunks(singly())).toBe(whole);
    expect(await sha256OfChunks([])).toBe(sha256Hex(''));
  });
});

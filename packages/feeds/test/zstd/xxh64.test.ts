import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createXxh64 } from '../../src/zstd/xxh64.js';

/** Digests of the bytes 3, 10, 17, … (mod 256), by the reference implementation (xxhash 0.8). */
const VECTORS: readonly (readonly [length: number, digest: string])[] = [
  [0, 'ef46db3751d8e999'],
  [1, '1f25c8d0bc1f4bb6'],
  [3, '31d2363f52e564c9'],
  [4, '9bb64b7d66ee9fda'],
  [7, '9a7b149959ce60d8'],
  [8, 'dab99d95c6f90092'],
  [12, 'd52e407833af5133'],
  [31, 'a2aa5f33cc4a6119'],
  [32, '23c3c17ef790fd97'],
  [33, '50a7cfc7ba588784'],
  [63, '5e3e54b431c7493c'],
  [64, '0eb64b3ef6eeb01f'],
  [100, 'a61f8d4c170fe531'],
  [1000, '5f235fa033f1a3fb'],
  [100_000, '953e8a6a68df79c4'],
];

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + 3) & 255);
}

describe('createXxh64', () => {
  it.each(VECTORS)('agrees with the reference on %i bytes', (length, digest) => {
    const hash = createXxh64();
    hash.update(bytesOf(length));
    expect(hash.digest().toString(16).padStart(16, '0')).toBe(digest);
  });

  it('does not depend on how the bytes are cut', () => {
    const bytes = bytesOf(1000);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), (cuts) => {
        const hash = createXxh64();
        const edges = [0, ...cuts.sort((a, b) => a - b), 1000];
        edges.slice(1).forEach((edge, index) => {
          hash.update(bytes.subarray(edges[index], edge));
        });
        expect(hash.digest().toString(16)).toBe('5f235fa033f1a3fb');
      }),
    );
  });
});

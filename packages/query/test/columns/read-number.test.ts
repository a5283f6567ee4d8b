import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberReader } from '../../src/columns/read-number.js';

const reader = new NumberReader();
const bytesOf = (text: string) => Buffer.from(`${text},`);

function wide(text: string): bigint {
  reader.wide(bytesOf(text), 0);
  expect(reader.end).toBe(text.length);
  return new BigInt64Array(Uint32Array.of(reader.low, reader.high).buffer)[0];
}

describe('a reader of numbers', () => {
  it('reads every int64 exactly', () => {
    const ends = [0n, -1n, 1n, 2n ** 32n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n), 999_999_999n];
    ends.forEach((value) => {
      expect(wide(String(value))).toBe(value);
    });
    const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(any, (value) => {
        expect(wide(String(value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('rounds doubles as every correct reader does', () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.nat({ max: 9 }))
        .map(([whole, digits]) => (whole / 10 ** digits).toFixed(digits)),
      fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(999_999))
        .map((parts) => parts.join('.')),
    );
    const property = fc.property(written, (text) => {
      reader.float(bytesOf(text), 0);
      expect([text, reader.value, reader.end]).toEqual([text, Number(text), text.length]);
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});

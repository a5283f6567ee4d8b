import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanosToDouble, readPrice } from '../../src/dbn/price.js';

const UNDEFINED = (1n << 63n) - 1n;

function read(nanos: bigint): number | undefined {
  const view = new DataView(new ArrayBuffer(10));
  view.setBigInt64(2, nanos, true);
  return readPrice(view, 2);
}

/** The decimal text of `nanos` × 1e-9, built another way than in the reader. */
function decimalText(nanos: bigint): string {
  const whole = nanos / 1_000_000_000n;
  const rest = nanos - whole * 1_000_000_000n;
  const sign = nanos < 0n ? '-' : '';
  const digits = (number: bigint) => (number < 0n ? -number : number).toString();
  return `${sign}${digits(whole)}.${digits(rest).padStart(9, '0')}`;
}

describe('readPrice', () => {
  it.each([
    [5_528_750_000_000n, 5528.75],
    [-250_000_000n, -0.25],
    [1n, 1e-9],
    [0n, 0],
    [-1n, -1e-9],
    [100_000_000n, 0.1],
    // 2^53 + 1 units: the integer itself is no double.
    [9_007_199_254_740_993n, 9_007_199.254740993],
    [-(1n << 63n), -9_223_372_036.854775808],
    [UNDEFINED - 1n, 9_223_372_036.854775806],
  ])('reads %s units as %s', (nanos, price) => {
    expect(read(nanos)).toBe(price);
  });

  it('reads the largest integer as undefined', () => {
    expect(read(UNDEFINED)).toBeUndefined();
  });

  it('gives the double nearest to the decimal, everywhere', () => {
    const nanos = fc.oneof(
      fc.bigInt({ min: -(1n << 63n), max: UNDEFINED - 1n }),
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      fc.bigInt({ min: (1n << 53n) - 2000n, max: (1n << 53n) + 2000n }),
    );
    fc.assert(
      fc.property(nanos, (units) => {
        const expected = Number(decimalText(units));
        expect(read(units)).toBe(expected);
        expect(nanosToDouble(units)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('needs the slow path: the plain division rounds twice', () => {
    const twice = 9_220_000_000_000_000_513n;
    const differing = Array.from({ length: 4000 }, (_, index) => twice + BigInt(index)).filter(
      (units) => Number(units) / 1e9 !== read(units),
    );
    expect(differing.length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { isOffExchange } from '../../src/market/off-exchange.js';
import { PRINT_NO_EXTREME, PRINT_NO_VOLUME, printFlags } from '../../src/market/print-flags.js';

describe('printFlags', () => {
  it.each(['AveragePrice', 'OfficialOpen', 'OfficialClose', 'Canceled'])(
    'lets %s set no extreme and add no volume',
    (name) => {
      expect(printFlags(name)).toBe(PRINT_NO_EXTREME | PRINT_NO_VOLUME);
      expect(printFlags(`ExtendedHours|${name}|TradeThroughExempt`)).toBe(
        PRINT_NO_EXTREME | PRINT_NO_VOLUME,
      );
    },
  );

  it.each(['OutOfSequence', 'Sold', 'PriorReferencePrice', 'DerivativelyPriced'])(
    'lets %s set no extreme, and add its volume',
    (name) => {
      expect(printFlags(name)).toBe(PRINT_NO_EXTREME);
    },
  );

  it.each([null, '', 'Regular', 'ExtendedHours|OddLot', 'Corrected', 'OpeningPrints', 'sold'])(
    'takes nothing from %s',
    (conditions) => {
      expect(printFlags(conditions)).toBe(0);
    },
  );

  it('adds up what several names take', () => {
    expect(printFlags('AveragePrice|Sold')).toBe(PRINT_NO_EXTREME | PRINT_NO_VOLUME);
    expect(printFlags('OutOfSequence|Sold')).toBe(PRINT_NO_EXTREME);
  });
});

describe('isOffExchange', () => {
  it('is FINRA, 4, and nobody else', () => {
    expect([4, 11, 0, null].map(isOffExchange)).toEqual([true, false, false, false]);
  });
});

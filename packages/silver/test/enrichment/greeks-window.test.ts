import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TOLERANCE_NS,
  greeksFilesIn,
  greeksWindow,
} from '../../src/enrichment/greeks-window.js';
import { HOUR_NS } from './generated.js';

const NS_PER_HOUR = 3_600_000_000_000n;
const bounded = (min: bigint | null, max: bigint | null) => ({
  file: { min_ts: min, max_ts: max },
});

describe('greeksWindow', () => {
  it('reaches from the tolerance before the hour to its end', () => {
    expect(greeksWindow(HOUR_NS, DEFAULT_TOLERANCE_NS)).toEqual({
      startNs: HOUR_NS - 10_000_000_000n,
      endNs: HOUR_NS + NS_PER_HOUR,
    });
  });

  it.each([-1n, 24n * NS_PER_HOUR + 1n])('refuses a tolerance of %s ns', (tolerance) => {
    expect(() => greeksWindow(HOUR_NS, tolerance)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });
});

describe('greeksFilesIn', () => {
  const window = { startNs: 100n, endNs: 200n };

  it.each([
    ['ends before the window', bounded(0n, 99n), false],
    ['ends at its first instant', bounded(0n, 100n), true],
    ['lies in it', bounded(150n, 150n), true],
    ['spans it', bounded(0n, 999n), true],
    ['begins at its last instant', bounded(199n, 999n), true],
    ['begins at its end', bounded(200n, 999n), false],
    ['does not say its bounds', bounded(null, null), true],
  ])('of a file that %s', (_, file, isWanted) => {
    expect(greeksFilesIn([file], window)).toEqual(isWanted ? [file] : []);
  });
});

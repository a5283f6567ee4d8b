import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatNumber } from '../../src/index.js';

describe('formatNumber', () => {
  it.each([
    [0, 0, '0'],
    [999, 0, '999'],
    [1234567, 0, '1,234,567'],
    [-1234, 0, '-1,234'],
    [1234.567, 2, '1,234.57'],
    [0.5, 1, '0.5'],
    [1_765_843_200_123_456_789n, 0, '1,765,843,200,123,456,789'],
    [Number.NaN, 0, '–'],
    [Number.POSITIVE_INFINITY, 0, '–'],
  ])('writes %s with %i decimals as %s', (value, decimals, expected) => {
    expect(formatNumber(value, decimals)).toBe(expected);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [10_000, '9.77 KiB'],
    [20_000, '19.5 KiB'],
    [1_048_575, '1 MiB'],
    [134_217_728, '128 MiB'],
    [10_737_418_240n, '10 GiB'],
    [2 ** 60, '1,024 PiB'],
  ])('writes %s as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850.4, '850 ms'],
    [999.6, '1.0 s'],
    [1234, '1.2 s'],
    [9960, '10 s'],
    [59_499, '59 s'],
    [59_600, '1 min 00 s'],
    [184_000, '3 min 04 s'],
    [7_500_000, '2 h 05 min'],
    [273_600_000, '3 d 04 h'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %s ms as %s', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});

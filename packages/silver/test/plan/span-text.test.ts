import { expect, describe, it } from 'vitest';
import { spanText } from '../../src/plan/span-text.js';

describe('spanText', () => {
  it.each([
    [0n, '0s'],
    [5n, '5ns'],
    [500_000_000n, '500ms'],
    [1_500_000_000n, '1500ms'],
    [10_000_000_000n, '10s'],
    [90_000_000_000n, '90s'],
    [120_000_000_000n, '2min'],
    [86_400_000_000_000n, '24h'],
  ])('writes %s ns as people do', (ns, text) => {
    expect(spanText(ns)).toBe(text);
  });
});

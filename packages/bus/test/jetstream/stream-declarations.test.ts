import { describe, expect, it } from 'vitest';
import {
  declaredStream,
  patternCovers,
  subjectMatches,
} from '../../src/jetstream/stream-declarations.js';

describe('subjectMatches', () => {
  it.each([
    ['market.futures.>', 'market.futures.trades', true],
    ['market.futures.>', 'market.futures.a.b', true],
    ['market.futures.>', 'market.futures', false],
    ['market.*.trades', 'market.futures.trades', true],
    ['market.*.trades', 'market.futures.a.trades', false],
    ['levels.signals', 'levels.signals', true],
    ['levels.signals', 'levels.signals.v1', false],
    ['levels.signals.v1', 'levels.signals', false],
  ])('%s stands for %s: %s', (pattern, subject, expected) => {
    expect(subjectMatches(pattern, subject)).toBe(expected);
  });
});

describe('patternCovers', () => {
  it.each([
    ['>', 'market.futures.>', true],
    ['market.>', 'market.futures.>', true],
    ['market.futures.>', 'market.futures.>', true],
    ['market.*.>', 'market.futures.>', true],
    ['market.futures.*', 'market.futures.>', false],
    ['market.futures.trades', 'market.futures.>', false],
    ['levels.*', 'levels.signals', true],
    ['market.stocks.>', 'market.futures.>', false],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(patternCovers(wide, narrow)).toBe(expected);
  });
});

describe('declaredStream', () => {
  it('names the streams there are when asked for another', () => {
    expect(declaredStream('LEVELS').subjects).toEqual(['levels.signals']);
    expect(() => declaredStream('MARKET')).toThrow(/MARKET_STOCKS, .*LEVELS, was 'MARKET'/);
  });
});

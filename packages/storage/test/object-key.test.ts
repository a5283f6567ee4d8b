import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertKey, compareKeys, keyProblem } from '../src/index.js';
import { prefixProblem } from '../src/object-key.js';

describe('keyProblem', () => {
  it.each([
    ['', 'expected at least one character, was empty'],
    ['a//b', 'expected no empty part (a leading, trailing or double "/")'],
    ['a/..', 'expected names between the "/", was ".."'],
    ['a\\b', 'expected "/" between parts, was "\\"'],
    ['x'.repeat(256), 'expected parts of at most 255 bytes, was 256'],
    ['é'.repeat(128), 'expected parts of at most 255 bytes, was 256'],
    ['ab/'.repeat(400), 'expected at most 1024 bytes, was 1200'],
    ['_lake/staging/a', 'expected a key outside _lake/staging/, which holds unfinished files'],
  ])('says what is wrong with %j', (key, problem) => {
    expect(keyProblem(key)).toBe(problem);
  });

  it('finds nothing wrong with the keys of a lake', () => {
    expect(keyProblem('_lake/bronze/MARKET_STOCKS/log/00000000000000000001.json')).toBeUndefined();
    expect(keyProblem('_lake/staging2/a')).toBeUndefined();
  });
});

describe('assertKey', () => {
  it('names the key and the problem', () => {
    expect(() => assertKey('a/')).toThrow('object key "a/": expected no empty part');
  });
});

describe('prefixProblem', () => {
  it('lets the last part be unfinished', () => {
    for (const prefix of ['', 'a', 'a/', 'a/.', 'a/..', 'x'.repeat(300)]) {
      expect(prefixProblem(prefix)).toBeUndefined();
    }
  });

  it('holds the folders before it to the rules of keys', () => {
    for (const prefix of ['/', '../a', 'a//', 'a\nb']) {
      expect(prefixProblem(prefix)).toBeDefined();
    }
  });
});

describe('compareKeys', () => {
  it('orders as the UTF-8 bytes do, beyond the basic plane too', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareKeys(left, right))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    expect(compareKeys('\u{1f389}', '\ufb01')).toBeGreaterThan(0);
  });
});

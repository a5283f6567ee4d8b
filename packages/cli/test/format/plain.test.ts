import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/index.js';

describe('toJson', () => {
  const looped: Record<string, unknown> = { name: 'loop' };
  looped.self = looped;
  const cause = new Error('below');

  it.each<[string, unknown, string]>([
    ['bigint as text', { ts: 1_765_843_200_123_456_789n }, '{"ts":"1765843200123456789"}'],
    ['safe numbers as numbers', [1, 0.5, -0], '[1,0.5,0]'],
    ['no number as null', [Number.NaN, Number.NEGATIVE_INFINITY], '[null,null]'],
    ['bytes as hex', { digest: new Uint8Array([0, 255]) }, '{"digest":"00ff"}'],
    ['maps and sets', { m: new Map([[1n, 2n]]), s: new Set(['x']) }, '{"m":{"1":"2"},"s":["x"]}'],
    ['no undefined members', { a: undefined, b: [undefined] }, '{"b":[null]}'],
    ['dates', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [
      'errors with code and cause',
      Object.assign(new TypeError('bad', { cause }), { code: 'EX' }),
      '{"name":"TypeError","code":"EX","message":"bad","cause":{"name":"Error","message":"below"}}',
    ],
    ['loops', looped, '{"name":"loop","self":"[circular]"}'],
    ['a value twice without a loop', [cause.name, cause.name], '["Error","Error"]'],
  ])('writes %s', (_fact, value, expected) => {
    expect(toJson(value)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { compareDelivery, SAME_DELIVERY } from '../src/compare-delivery.js';

const compare = (published: string, stored: string) =>
  compareDelivery(Array.from(published), Array.from(stored));

describe('compareDelivery', () => {
  it.each([
    ['abc', 'abc', {}],
    ['', '', {}],
    ['abcd', 'cd', { lostPrefix: ['a', 'b'] }],
    ['abcd', 'acd', { lostMiddle: ['b'] }],
    ['abcd', 'ab', { lostPostfix: ['c', 'd'] }],
    ['ab', '', { lostPostfix: ['a', 'b'] }],
    ['abc', 'abcb', { duplicated: ['b'] }],
    ['abc', 'abxc', { unexpected: ['x'] }],
    ['abcd', 'acbd', { reordered: ['b'] }],
    [
      'abcdef',
      'xdcc',
      {
        ...{ lostPrefix: ['a', 'b'], lostPostfix: ['e', 'f'] },
        duplicated: ['c'],
        unexpected: ['x'],
        reordered: ['c'],
      },
    ],
  ])('of %j published and %j stored tells %j', (published, stored, differences) => {
    expect(compare(published, stored)).toEqual({ ...SAME_DELIVERY, ...differences });
  });
});

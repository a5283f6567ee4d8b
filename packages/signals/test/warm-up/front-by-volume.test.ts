import { describe, expect, it } from 'vitest';
import { contractName, frontByVolume } from '../../src/warm-up/front-by-volume.js';

function front(volumes: Readonly<Record<string, number>>): string | null {
  return frontByVolume(new Map(Object.entries(volumes)), 'ES', '2025-12-16');
}

describe('frontByVolume', () => {
  it.each([
    [{ ESZ5: 1, ESH6: 2 }, 'ESH6'],
    // Equal: the one that expires first, though H comes before Z.
    [{ ESH6: 2, ESZ5: 2 }, 'ESZ5'],
    // No dated contract only where there is no other.
    [{ 'ES.c.0': 9, ESZ5: 2 }, 'ESZ5'],
    [{ 'ES.c.0': 9, ES: 10 }, 'ES'],
    [{}, null],
  ])('of %j is %s', (volumes, symbol) => {
    expect(front(volumes)).toBe(symbol);
  });
});

describe('contractName', () => {
  it('is one for every way to spell a contract, and leaves other symbols', () => {
    const names = ['ESZ5', 'ESZ25', 'ESZ2025', 'ESH6', 'ES.c.0', 'ES', 'ESZ123'].map((symbol) =>
      contractName(symbol, 'ES', '2025-12-16'),
    );
    expect(names).toEqual(['ESZ5', 'ESZ5', 'ESZ5', 'ESH6', 'ES.c.0', 'ES', 'ESZ123']);
  });
});

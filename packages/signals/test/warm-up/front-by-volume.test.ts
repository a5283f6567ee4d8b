import { describe, expect, it } from 'vitest';
import { frontByVolume } from '../../src/warm-up/front-by-volume.js';

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

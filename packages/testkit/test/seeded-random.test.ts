import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../src/seeded-random.js';

describe('createSeededRandom', () => {
  it('gives these numbers for this seed, on every machine', () => {
    const random = createSeededRandom(42);
    expect([random.below(1000), random.below(1000), random.below(1000)]).toMatchInlineSnapshot(`
      [
        668,
        397,
        538,
      ]
    `);
    expect(random.hex(8)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is even enough for tests', () => {
    const random = createSeededRandom('even');
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draws = 0; draws < 100_000; draws += 1) {
      counts[random.below(10)] += 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(9_600);
    expect(Math.max(...counts)).toBeLessThan(10_400);
  });

  it('gives other numbers for other seeds', () => {
    const firsts = new Set(
      Array.from({ length: 1_000 }, (_, seed) => createSeededRandom(seed).next()),
    );
    expect(firsts.size).toBeGreaterThan(995);
  });
});

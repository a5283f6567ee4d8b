import { describe, expect, it } from 'vitest';
import {
  createRandom,
  exponential,
  logNormalSize,
  normal,
  uniform,
} from '../../src/simulator/random.js';

const DRAWS = 100_000;

function moments(draw: () => number): { mean: number; deviation: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, deviation: Math.sqrt(square) };
}

describe('createRandom', () => {
  it('gives each seed and each name a stream of its own', () => {
    const first = [
      createRandom(7, 'book'),
      createRandom(8, 'book'),
      createRandom(7, 'tape'),
      createRandom(-7, 'book'),
    ].map(uniform);
    expect(new Set(first).size).toBe(4);
  });

  it('goes on alike from a copy of its state', () => {
    const random = createRandom(7, 'book');
    uniform(random);
    const copy = structuredClone(random);
    expect(uniform(copy)).toBe(uniform(random));
  });
});

describe('draws', () => {
  it('have the moments of their distributions', () => {
    const random = createRandom(1, 'moments');
    const even = moments(() => uniform(random));
    expect(even.mean).toBeCloseTo(0.5, 2);
    expect(even.deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    const bell = moments(() => normal(random));
    expect(Math.abs(bell.mean)).toBeLessThan(0.01);
    expect(Math.abs(bell.deviation - 1)).toBeLessThan(0.01);
    const waits = moments(() => exponential(random));
    expect(Math.abs(waits.mean - 1)).toBeLessThan(0.015);
    expect(Math.abs(waits.deviation - 1)).toBeLessThan(0.02);
  });

  it('of sizes stay from 1 to the most', () => {
    const random = createRandom(1, 'sizes');
    const sizes = Array.from({ length: 10_000 }, () => logNormalSize(random, 2, 2, 50));
    expect(Math.min(...sizes)).toBe(1);
    expect(Math.max(...sizes)).toBe(50);
    expect(sizes.every(Number.isInteger)).toBe(true);
  });
});

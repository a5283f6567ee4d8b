import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '@assay/testkit';
import { generatedMarket, SMALL_CONFIG } from './support/generated-market.js';
import { runAtOnce, runInPieces, textOf } from './support/run-engine.js';

const SEEDS = process.env['ASSAY_LONG'] === '1' ? 1_000 : 6;

describe('LevelEngine', () => {
  it('says the same in any order and batching of arrival', () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = createSeededRandom(seed);
      const deliveries = generatedMarket(random);
      const expected = runAtOnce(SMALL_CONFIG, deliveries);
      const inPieces = runInPieces(SMALL_CONFIG, deliveries, random, false);
      expect(textOf(inPieces.snapshots), `seed ${seed}`).toEqual(textOf(expected.snapshots));
      expect(inPieces.counts, `seed ${seed}`).toEqual(expected.counts);
      expect(Buffer.from(inPieces.state).equals(expected.state), `seed ${seed}`).toBe(true);
    }
  });

  it('goes on to the same bytes after it was restored from its state, at any point', () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = createSeededRandom(`restored ${seed}`);
      const deliveries = generatedMarket(random);
      const expected = runAtOnce(SMALL_CONFIG, deliveries);
      const restored = runInPieces(SMALL_CONFIG, deliveries, random, true);
      expect(textOf(restored.snapshots), `seed ${seed}`).toEqual(textOf(expected.snapshots));
      expect(restored.counts, `seed ${seed}`).toEqual(expected.counts);
      expect(Buffer.from(restored.state).equals(expected.state), `seed ${seed}`).toBe(true);
    }
  });
});

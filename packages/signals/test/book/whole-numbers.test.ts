import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWholes, writeWholes } from '../../src/book/whole-numbers.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';

function written(values: readonly number[]): Uint8Array {
  const writer = new StateWriter();
  writeWholes(writer, values);
  return writer.finish();
}

describe('writeWholes', () => {
  it('gives back what it was given, however wide', () => {
    const wholes = fc.oneof(
      fc.array(fc.integer({ min: -130, max: 130 })),
      fc.array(fc.integer({ min: 24_000, max: 90_000 })),
      fc.array(fc.integer()),
      fc.array(fc.maxSafeInteger()),
    );
    fc.assert(
      fc.property(wholes, (values) => {
        const reader = new StateReader(written(values));
        expect([...readWholes(reader)]).toEqual(values.map((value) => value + 0));
        expect(reader.isAtEnd).toBe(true);
      }),
    );
  });

  it('gives back the ends of each width', () => {
    for (const range of [255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32]) {
      const values = [-7, range - 7, -7 + Math.floor(range / 2)];
      expect([...readWholes(new StateReader(written(values)))]).toEqual(values);
    }
  });

  it('takes two bytes for a depth, not eight', () => {
    const depths = Array.from({ length: 7_200 }, (_, tick) => 3_000 + ((tick * 37) % 900));
    expect(written(depths).length).toBeLessThan(2 * 7_200 + 64);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';

const value = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: fc.double({ noNaN: true }) }),
  fc.record({
    kind: fc.constant('integer' as const),
    value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  }),
  fc.record({ kind: fc.constant('bigInteger' as const), value: fc.bigInt() }),
  fc.record({ kind: fc.constant('flag' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('numbers' as const), value: fc.float64Array({ noNaN: true }) }),
  fc.record({ kind: fc.constant('int32s' as const), value: fc.int32Array() }),
  fc.record({ kind: fc.constant('integers' as const), value: fc.bigInt64Array() }),
);

describe('StateWriter', () => {
  it('writes what a StateReader reads back, in the same order', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const writer = new StateWriter();
        for (const each of values) {
          (writer[each.kind] as (written: unknown) => void).call(writer, each.value);
        }
        const reader = new StateReader(writer.finish());
        expect(values.map((each) => reader[each.kind]())).toEqual(values.map((each) => each.value));
        expect(reader.isAtEnd).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('grows with what is written', () => {
    const writer = new StateWriter();
    writer.numbers(new Float64Array(100_000).fill(1.5));
    expect(new StateReader(writer.finish()).numbers().every((each) => each === 1.5)).toBe(true);
  });
});

describe('StateReader', () => {
  it('refuses bytes that end too early', () => {
    const writer = new StateWriter();
    writer.text('twelve bytes');
    const bytes = writer.finish();
    expect(() => new StateReader(bytes.subarray(0, 15)).text()).toThrow(/engine state: expected/);
    expect(() => new StateReader(bytes.subarray(0, 5)).number()).toThrow(/8 bytes/);
  });
});

import type { Derivation } from '@assay/schemas';
import type { EngineDerivation } from './engine-gold.js';

type Missed = Derivation['missed'][number];

/** Inputs by shard, and missed ranges sorted and merged, as every entry holds them. */
export function canonical(derivation: EngineDerivation): EngineDerivation {
  const { last_tick_ns, inputs, warm_up, missed } = derivation;
  return {
    last_tick_ns,
    inputs: inputs.toSorted((one, other) => compare(one.shard, other.shard)),
    warm_up,
    missed: merged(missed),
  };
}

function merged(ranges: readonly Missed[]): Missed[] {
  const sorted = ranges.toSorted(
    (one, other) =>
      compare(one.shard, other.shard) ||
      compare(one.epoch, other.epoch) ||
      compare(one.from, other.from),
  );
  const joined: Missed[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    const isOneMore =
      last?.shard === range.shard && last.epoch === range.epoch && range.from <= last.to + 1n;
    if (isOneMore) {
      last.to = range.to > last.to ? range.to : last.to;
    } else {
      joined.push({ ...range });
    }
  }
  return joined;
}

function compare<Value extends string | number | bigint>(one: Value, other: Value): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

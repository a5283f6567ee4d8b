import type { AnyRow, Column, ColumnValue, Dataset } from '@assay/schemas';
import type { SeededRandom } from '@assay/testkit';
import type { Delivery, UnitBatch } from './unit-files.js';

const HOUR_NS = 1_734_530_400_000_000_000n;

/**
 * Batches that hold few different events many times, over and over: ties, retries in other files and
 * shards, reconnects, two feeds of one venue, producers without runs, rows that come late.
 */
export function madeUpBatches(dataset: Dataset, random: SeededRandom, most = 60): UnitBatch[] {
  const events = Array.from({ length: 1 + random.below(8) }, () => eventOf(dataset, random));
  const count = 1 + random.below(most);
  const batches: { shard: string; epoch: number; deliveries: Delivery[] }[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    if (batches.length === 0 || random.chance(0.08)) {
      batches.push({
        shard: random.pick(['market', 'archive', 'Zürich', 'a', '😀', '\uff5e']),
        epoch: random.pick([1, 2, 10]),
        deliveries: [],
      });
    }
    const again = random.pick(batches).deliveries.at(-1);
    const delivery =
      again !== undefined && random.chance(0.25) ? again : deliveryOf(dataset, random, events);
    batches.at(-1)?.deliveries.push(delivery);
  }
  return batches;
}

function deliveryOf(dataset: Dataset, random: SeededRandom, events: readonly AnyRow[]): Delivery {
  const event = { ...random.pick(events) };
  for (const { name } of dataset.columns) {
    if (name === 'ts_recv_ns') {
      event[name] = (event['ts_event_ns'] as bigint) + BigInt(random.below(4));
    } else if (!dataset.key.includes(name) && random.chance(0.2)) {
      const column = dataset.columns.find((each) => each.name === name);
      event[name] = column === undefined ? null : valueOf(dataset, column, random);
    }
  }
  const run = random.pick([null, 'a1', 'b2', 'b10', 'ÿ']);
  const runPos = random.chance(0.1) ? null : BigInt(random.below(12));
  return { row: event, run, runPos: run === null && random.chance(0.8) ? null : runPos };
}

function eventOf(dataset: Dataset, random: SeededRandom): AnyRow {
  return Object.fromEntries(
    dataset.columns.map((column) => [column.name, valueOf(dataset, column, random)]),
  );
}

function valueOf(dataset: Dataset, column: Column, random: SeededRandom): ColumnValue | null {
  const { name, nullable, rule, type } = column;
  if (nullable && random.chance(0.4)) return null;
  if (name === dataset.partition.column) return 'ESZ4';
  if (rule.oneOf !== undefined) return random.pick(rule.oneOf);
  if (rule.time === true) return HOUR_NS + BigInt(random.below(2));
  if (rule.date === true) return '2025-12-19';
  switch (type) {
    case 'bool':
      return random.chance(0.5);
    case 'f64':
      // The second is the first in nano-units; the last are too large for any.
      return random.pick([1.25, 1.25 + 2e-10, 1.26, 6_000.5, 2 ** 53, 1.7e300, 1.8e300]);
    case 'utf8':
      return random.pick(
        ['GLBX.MDP3', 'SIP', '', '|'].filter((each) => each !== '' || !rule.nonEmpty),
      );
    case 'i64':
      return BigInt(random.below(3));
    default:
      return 1 + random.below(2);
  }
}

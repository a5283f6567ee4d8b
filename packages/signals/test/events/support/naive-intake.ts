import { nanoUnits, type AnyRow, type Dataset } from '@assay/schemas';
import type { Delivery } from '../../support/deliveries.js';

type Value = bigint | number | string | boolean | null;

function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'string' && typeof b === 'string') {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : 1;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

const has = (dataset: Dataset, name: string): boolean =>
  dataset.columns.some((column) => column.name === name);

const received = ({ dataset, row }: Delivery): bigint =>
  row[has(dataset, 'ts_recv_ns') ? 'ts_recv_ns' : 'ts_event_ns'] as bigint;

const ordinal = ({ run, runPos, shard, epoch, pos }: Delivery): Value[] => [
  run,
  runPos,
  shard,
  BigInt(epoch),
  pos,
];

const place = (delivery: Delivery): Value[] => [
  delivery.row['ts_event_ns'],
  BigInt(delivery.dataset.crossOrder),
  received(delivery),
  delivery.row['source'],
  delivery.row[delivery.dataset.partition.column],
  has(delivery.dataset, 'seq') ? delivery.row['seq'] : null,
];

function keyOf({ dataset, row }: Delivery): string {
  const parts = dataset.key.map((name) => {
    const value = row[name];
    return typeof value === 'number' && name.includes('px') ? nanoUnits(value) : value;
  });
  return JSON.stringify([
    dataset.id,
    ...parts.map((part) => (part === null ? null : String(part))),
  ]);
}

function groupsOf<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
  }
  return [...groups.values()];
}

/** Total order: over datasets, then inside each. */
export function inOrder(deliveries: readonly Delivery[]): Delivery[] {
  return [...deliveries].sort(
    (a, b) => compareLists(place(a), place(b)) || compareLists(ordinal(a), ordinal(b)),
  );
}

/** The multiset rule of the contracts, step by step, then the total order. */
export function naiveReduced(deliveries: readonly Delivery[]): Delivery[] {
  const kept: Delivery[] = [];
  for (const equals of groupsOf(deliveries, keyOf)) {
    const runs = groupsOf(equals, ({ run }) => JSON.stringify(run)).map((ofRun) => {
      const sorted = [...ofRun].sort((a, b) => compareLists(ordinal(a), ordinal(b)));
      const { run, row, dataset } = sorted[0];
      if (run === null && has(dataset, 'seq') && row['seq'] !== null) return [sorted];
      return groupsOf(sorted, ({ runPos, shard, epoch, pos }) =>
        run === null || runPos === null ? `${shard}/${epoch}/${pos}` : String(runPos),
      );
    });
    const most = Math.max(...runs.map(({ length }) => length));
    for (let k = 0; k < most; k += 1) {
      const copies = runs.flatMap((ofRun) => ofRun[k] ?? []);
      copies.sort((a, b) =>
        compareLists([received(a), ...ordinal(a)], [received(b), ...ordinal(b)]),
      );
      kept.push(copies[0]);
    }
  }
  return inOrder(kept);
}

/** Usable, by the row alone. */
export function isUsable(delivery: Delivery, latenessMs: number, earlinessMs: number): boolean {
  if (delivery.row['is_snapshot'] === true) return true;
  const delay = received(delivery) - (delivery.row['ts_event_ns'] as bigint);
  return delay <= BigInt(latenessMs) * 1_000_000n && -delay <= BigInt(earlinessMs) * 1_000_000n;
}

/** Rows with the rank that Silver gives them, in order. */
export function silverRows(reduced: readonly Delivery[]): AnyRow[] {
  let rank = 0;
  return reduced.map((delivery, index) => {
    const before = index === 0 ? undefined : reduced[index - 1];
    const isTied = before !== undefined && compareLists(place(before), place(delivery)) === 0;
    rank = isTied ? rank + 1 : 0;
    return { ...delivery.row, _ord: rank };
  });
}

import { nanoUnits, type AnyRow, type Dataset } from '@assay/schemas';

/** A Bronze row with where it was stored. */
export interface StoredRow {
  readonly row: AnyRow;
  readonly run: string | null;
  readonly runPos: bigint | null;
  readonly shard: string;
  readonly epoch: number;
  readonly pos: bigint;
}

/** What the rules leave of rows. */
export interface NaiveSilver {
  /** The dataset's columns and `_ord`, in total order. */
  readonly rows: readonly AnyRow[];
  readonly ambiguous: number;
}

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

const ordinal = ({ run, runPos, shard, epoch, pos }: StoredRow): Value[] => [
  run,
  runPos,
  shard,
  BigInt(epoch),
  pos,
];

function received(dataset: Dataset, row: AnyRow): Value {
  return row[hasColumn(dataset, 'ts_recv_ns') ? 'ts_recv_ns' : 'ts_event_ns'];
}

const hasColumn = (dataset: Dataset, name: string) =>
  dataset.columns.some((column) => column.name === name);

function prefix(dataset: Dataset, row: AnyRow): Value[] {
  return [
    row['ts_event_ns'],
    received(dataset, row),
    row['source'],
    row[dataset.partition.column],
    hasColumn(dataset, 'seq') ? row['seq'] : null,
  ];
}

/** Nano-units, where there are any. */
function nanosOf(price: number): string {
  return Math.abs(price) < 1e29 ? nanoUnits(price).toString() : `huge ${price}`;
}

/** The key as text that no other key has. */
function keyOf(dataset: Dataset, row: AnyRow): string {
  const parts = dataset.key.map((name) => {
    const value = row[name];
    const { type } = dataset.columns.find((column) => column.name === name) ?? { type: 'utf8' };
    return value === null ? null : type === 'f64' ? nanosOf(value as number) : String(value);
  });
  return JSON.stringify(parts);
}

function groupsOf<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

/** The rules of the contracts, one after the other, in loops. */
export function naiveSilver(
  dataset: Dataset,
  stored: readonly StoredRow[],
  collapseAmbiguous: boolean,
): NaiveSilver {
  const byDelivery = (a: StoredRow, b: StoredRow) =>
    compareLists(
      [received(dataset, a.row), ...ordinal(a)],
      [received(dataset, b.row), ...ordinal(b)],
    );
  const byOrdinal = (a: StoredRow, b: StoredRow) => compareLists(ordinal(a), ordinal(b));
  let ambiguous = 0;
  const kept: StoredRow[] = [];
  for (const equals of groupsOf(stored, ({ row }) => keyOf(dataset, row))) {
    const occurrences = groupsOf(equals, ({ run }) => JSON.stringify(run)).map((ofRun) => {
      const isNullRun = ofRun[0]?.run === null;
      if (isNullRun) {
        ambiguous += ofRun.length - 1;
        const hasSeq = hasColumn(dataset, 'seq') && ofRun[0]?.row['seq'] !== null;
        if (hasSeq || collapseAmbiguous) return [ofRun];
      }
      // First, what was delivered more than once.
      const deliveries = groupsOf(ofRun, ({ run, runPos, ...where }) =>
        run === null || runPos === null
          ? `${where.shard}/${where.epoch}/${where.pos}`
          : String(runPos),
      );
      return deliveries.sort(([a], [b]) =>
        a === undefined || b === undefined ? 0 : byOrdinal(a, b),
      );
    });
    const most = Math.max(...occurrences.map(({ length }) => length));
    for (let k = 0; k < most; k += 1) {
      const copies = occurrences.flatMap((ofRun) => ofRun[k] ?? []);
      kept.push(...copies.sort(byDelivery).slice(0, 1));
    }
  }
  kept.sort(
    (a, b) => compareLists(prefix(dataset, a.row), prefix(dataset, b.row)) || byOrdinal(a, b),
  );
  let rank = 0;
  const rows = kept.map(({ row }, index) => {
    const before = kept[index - 1];
    const isTied =
      before !== undefined && compareLists(prefix(dataset, before.row), prefix(dataset, row)) === 0;
    rank = isTied ? rank + 1 : 0;
    return { ...row, _ord: rank };
  });
  return { rows, ambiguous };
}

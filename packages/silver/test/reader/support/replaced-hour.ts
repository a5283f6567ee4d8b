import { futuresTrades, type AnyRow } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Table } from 'apache-arrow';
import type { SilverReader } from '../../../src/index.js';
import { columnOf, DATE, rowOf, TWO_NS } from './rows.js';
import type { BuiltUnit, WrittenHours } from './written-hours.js';

/** What an hour holds in each of its versions: more rows than a batch, no two versions alike. */
const ROWS = { a: 2_500, b: 2_503 } as const;

type Version = keyof typeof ROWS;

const PRICES = { a: 1, b: 2 } as const;

function rowsOfVersion(version: Version): AnyRow[] {
  return Array.from({ length: ROWS[version] }, (_, index) =>
    rowOf(futuresTrades, TWO_NS + BigInt(index), {
      symbol: 'ESZ4',
      price: PRICES[version],
      seq: BigInt(index),
    }),
  );
}

/** Both versions of the hour, built; nothing is published. */
export async function buildVersions(hours: WrittenHours): Promise<Record<Version, BuiltUnit>> {
  const [a] = await hours.build(futuresTrades, rowsOfVersion('a'));
  const [b] = await hours.build(futuresTrades, rowsOfVersion('b'));
  return { a, b };
}

/** Replaces the hour as a compactor does: the record first, then the file if it is still the same. */
export async function publish(
  store: ObjectStore,
  hours: WrittenHours,
  unit: BuiltUnit,
): Promise<void> {
  const key = unit.record.output?.key ?? '';
  const before = await store.head(key);
  await hours.record([unit]);
  const outcome = await store.replaceIfSame(key, { file: unit.file }, before?.tag);
  if (outcome !== 'replaced') {
    throw new Error(`${key}: expected to be replaced, was ${outcome}`);
  }
}

/** Which version a table is, row by row. Throws for a mix of both, or a part of one. */
function versionOf(prices: readonly unknown[], seqs: readonly unknown[]): Version {
  const version = prices[0] === PRICES.a ? 'a' : 'b';
  const isWhole =
    prices.length === ROWS[version] &&
    prices.every((price) => price === PRICES[version]) &&
    seqs.every((seq, index) => seq === BigInt(index));
  if (!isWhole) {
    throw new Error(`expected one version of the hour, was ${prices.length} rows of a mix`);
  }
  return version;
}

function versionOfTable(table: Table): Version {
  return versionOf(columnOf(table, 'price'), columnOf(table, 'seq'));
}

/** Reads the hour once, as a table or as batches. */
export async function readVersion(
  reader: SilverReader,
  form: 'table' | 'batches',
): Promise<Version> {
  const request = { symbol: 'ESZ4', date: DATE };
  if (form === 'table') {
    return versionOfTable(await reader.readFuturesTrades(request));
  }
  const columns = ['price', 'seq'];
  const prices: unknown[] = [];
  const seqs: unknown[] = [];
  for await (const batch of reader.readBatches(futuresTrades, { ...request, columns })) {
    prices.push(...columnOf(batch, 'price'));
    seqs.push(...columnOf(batch, 'seq'));
  }
  return versionOf(prices, seqs);
}

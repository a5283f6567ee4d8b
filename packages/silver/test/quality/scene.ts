import { openQuerySession, type QuerySession } from '@assay/query';
import { bronzeColumns, int32, int64, type AnyRow, type Dataset } from '@assay/schemas';
import { afterAll, beforeAll } from 'vitest';
import { makeTable } from '../support/rows-table.js';

/** 2025-12-16T14:00:00Z. */
export const START_NS = 1_765_893_600_000_000_000n;

const ordinal = int32('_ord', 'rank');
const origin = [int32('_shard', "rank of the shard's name"), int64('_epoch', 'epoch')];

/** One engine for the tests of a file, whose rows go into the table `rows`. */
export function useRows() {
  let session: QuerySession | undefined;
  beforeAll(async () => {
    session = await openQuerySession();
  });
  afterAll(() => {
    session?.close();
  });
  const opened = () => {
    if (session === undefined) {
      throw new Error('expected to be asked inside a test');
    }
    return session;
  };
  return {
    /** The rows as Silver holds them. */
    silver: async (dataset: Dataset, rows: readonly AnyRow[]) => {
      const ranked = rows.map((row, index) => ({ _ord: index, ...row }));
      await makeTable(opened(), 'rows', [...dataset.columns, ordinal], ranked);
      return opened();
    },
    /** The rows as Bronze holds them, of one shard and epoch unless they say otherwise. */
    bronze: async (dataset: Dataset, rows: readonly AnyRow[]) => {
      const placed = rows.map((row, index) => ({
        _shard: 0,
        _epoch: 1n,
        _pos: BigInt(index),
        ...row,
      }));
      await makeTable(opened(), 'rows', [...bronzeColumns(dataset), ...origin], placed);
      return opened();
    },
  };
}

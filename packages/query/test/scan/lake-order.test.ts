import { futuresTrades, shardTag } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lakeOrder, ordinalTerms } from '../../src/scan/lake-order.js';
import { openQuerySession } from '../../src/session.js';

const fileOf = (shard: string, epoch: number, more = '') =>
  `/lake/part-143000_000000-${shardTag(shard)}-e${epoch}-000000000001-000000000002${more}.parquet`;

/** Rows as they come by the ordinal of these shards. */
async function ordered(
  shards: readonly string[],
  rows: readonly { run: string | null; at: number | null; file: string; position: number }[],
): Promise<unknown[]> {
  const session = await openQuerySession({ threads: 1 });
  onTestFinished(() => {
    session.close();
  });
  const values = rows.map(
    ({ run, at, file, position }, index) =>
      `(${index}, ${run === null ? 'NULL' : `'${run}'`}, ${at ?? 'NULL'}, '${file}', ${position})`,
  );
  const found = await session.rows(
    `SELECT id FROM (VALUES ${values.join(', ')}) AS r(id, "_run", "_run_pos", filename, "_pos")
     ORDER BY ${ordinalTerms(shards).join(', ')}`,
  );
  return found.map(({ id }) => id);
}

describe('ordinalTerms', () => {
  it('compares run, place in the run, shard by name, epoch, position', async () => {
    const [alpha, zeta] = ['alpha', 'zeta'];
    const rows = [
      { run: null, at: null, file: fileOf(zeta, 1), position: 1 },
      { run: null, at: null, file: fileOf(alpha, 10), position: 1 },
      { run: null, at: null, file: fileOf(alpha, 9, '-r12'), position: 2 },
      { run: null, at: null, file: fileOf(alpha, 9), position: 1 },
      { run: 'b', at: 0, file: fileOf(alpha, 1), position: 9 },
      { run: 'a', at: null, file: fileOf(alpha, 1), position: 1 },
      { run: 'a', at: 7, file: fileOf(zeta, 1), position: 9 },
    ];
    expect(await ordered([zeta, alpha, zeta], rows)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('orders shards by the UTF-8 bytes of their names', async () => {
    const [last, first] = ['\u{1F600}', '\uFF5E'];
    const rows = [last, first].map((shard) => ({
      run: null,
      at: null,
      file: fileOf(shard, 1),
      position: 1,
    }));
    expect(await ordered([last, first], rows)).toEqual([1, 0]);
  });
});

describe('lakeOrder', () => {
  it('is the total order, then the ordinal', () => {
    const terms = ordinalTerms(['market']).join(', ');
    expect(lakeOrder(futuresTrades, ['market'])).toBe(
      `"ts_event_ns", "ts_recv_ns", "source", "symbol", "seq" NULLS LAST, ${terms}`,
    );
  });
});

import { openQuerySession, type QuerySession } from '@assay/query';
import { optionsGreeksSnapshots, optionsTrades, type AnyRow } from '@assay/schemas';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrichedTrades, expectedJoin } from '../../src/enrichment/as-of.js';
import { greeksArbitrary, ordinal, ranked, TOLERANCE_NS, tradeArbitrary } from './generated.js';
import { naiveAsOf } from './naive-as-of.js';
import { comparable } from './comparable.js';
import { makeTable } from '../support/rows-table.js';

/** Streams that are tried: many where there is time for them. */
const STREAMS = process.env['ASSAY_LONG'] === '1' ? 400 : 20;

describe.each([
  // Below 64 probe rows DuckDB joins by a loop, unless the threshold is 0.
  { plan: 'as the engine chooses', threshold: 64 },
  { plan: 'always by sorting', threshold: 0 },
])('enrichedTrades, planned $plan', ({ threshold }) => {
  let session: QuerySession;
  beforeAll(async () => {
    session = await openQuerySession();
    await session.run(`SET asof_loop_join_threshold = ${threshold}`);
  });
  afterAll(() => {
    session.close();
  });

  it.each([
    { size: 'fewer than 64', bounds: { minLength: 0, maxLength: 30 }, runs: STREAMS },
    {
      size: 'more than 64',
      bounds: { minLength: 80, maxLength: 160, size: 'max' },
      runs: STREAMS / 4,
    },
  ])(
    'finds what a loop over $size trades finds',
    async ({ bounds, runs }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(tradeArbitrary, { ...bounds, size: 'max' }).map(ranked),
          fc.array(greeksArbitrary, { maxLength: 60, size: 'max' }).map(ranked),
          async (trades, greeks) => {
            await makeTable(session, 'trades', [...optionsTrades.columns, ordinal], trades);
            await makeTable(
              session,
              'greeks',
              [...optionsGreeksSnapshots.columns, ordinal],
              greeks,
            );
            const expected = naiveAsOf(trades, greeks, TOLERANCE_NS);
            const found = await session.rows(enrichedTrades('trades', 'greeks', TOLERANCE_NS));
            expect(comparable(found as AnyRow[])).toEqual(comparable(expected.rows));
            const [counts] = await session.rows(expectedJoin('trades', 'greeks', TOLERANCE_NS));
            expect(counts).toMatchObject({
              joined: BigInt(expected.joined),
              stale: BigInt(expected.stale),
              none: BigInt(expected.none),
            });
          },
        ),
        { numRuns: runs, endOnFailure: true },
      );
    },
    300_000,
  );
});

import { join } from 'node:path';
import {
  isoOfNs,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  type AnyRow,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { fileRuns, linesOf, rowsOfFile, storeRuns } from '../support/bronze.js';
import { hasRealData, realFile } from '../support/real-data.js';
import { compact } from '../support/run-here.js';
import { plainRows } from '../support/silver-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ENRICHED = join('lake/silver', optionsTradesEnriched.path);
const OPRA = realFile('databento-samples', 'OPRA.PILLAR', 'test_data.trades.dbn.zst');
const CHAIN = realFile('lean-option-chains', 'aapl_20140609.csv');
const SECOND = 1_000_000_000n;

/** Prints of a contract around the instant its greeks became known: before, at it, in and beyond 10 s. */
const OFFSETS_NS = [-1n, 0n, 3n * SECOND, 10n * SECOND, 10n * SECOND + 1n];

/** What the join has to find of prints at these instants. */
const FOUND = { joined: 3, stale: 1, none: 1 };

function printsAt(greeks: AnyRow): AnyRow[] {
  const symbol = greeks.option_symbol as string;
  return OFFSETS_NS.map((offset, index) => ({
    ts_event_ns: (greeks.ts_event_ns as bigint) + offset,
    ts_recv_ns: (greeks.ts_event_ns as bigint) + offset,
    source: 'OPRA',
    underlying: greeks.underlying,
    option_symbol: symbol,
    exp_date: `20${symbol.slice(6, 8)}-${symbol.slice(8, 10)}-${symbol.slice(10, 12)}`,
    strike: Number(symbol.slice(13)) / 1000,
    right: symbol.slice(12, 13),
    price: 1.25,
    size: 1 + index,
    aggressor: 0,
  }));
}

describe.skipIf(!hasRealData)('enrichment of real data [real data]', () => {
  it('leaves the trades of the OPRA sample without greeks, and counts them as none', async () => {
    const folder = await temporaryFolder();
    const runs = await fileRuns('dbn', OPRA, 'opra');
    await storeRuns(folder, runs);
    const { results } = await compact(folder, '--all', '--schema', optionsTradesEnriched.id);
    const total = runs.reduce((sum, { lines }) => sum + lines.length, 0);
    const none = results.reduce((sum, each) => sum + (each.enrichment?.none ?? 0), 0);
    const others = results.map(({ enrichment }) => [enrichment?.joined, enrichment?.stale]);
    expect(total).toBeGreaterThan(0);
    expect(none).toBe(total);
    expect(new Set(others.flat())).toEqual(new Set([0]));
    for (const row of await plainRows(join(folder, ENRICHED))) {
      expect([row.delta, row.gamma, row.join_age_ms, row.greeks_snapshot_id]).toEqual(
        Array(4).fill(null),
      );
    }
  });

  it('joins prints at the instants of a real chain, up to the tolerance and never backwards', async () => {
    const folder = await temporaryFolder();
    const chain = (await rowsOfFile('lean', CHAIN)).get(optionsGreeksSnapshots) ?? [];
    const some = chain.filter((_, index) => index % 40 === 0);
    const prints = some.flatMap(printsAt);
    await storeRuns(folder, [
      { dataset: optionsTrades, run: 'prints', lines: linesOf(optionsTrades, prints) },
      {
        dataset: optionsGreeksSnapshots,
        run: 'chain',
        lines: linesOf(optionsGreeksSnapshots, chain),
      },
    ]);
    const { results } = await compact(folder, '--all', '--schema', optionsTradesEnriched.name);
    const found = { joined: 0, stale: 0, none: 0 };
    for (const { enrichment } of results) {
      found.joined += enrichment?.joined ?? 0;
      found.stale += enrichment?.stale ?? 0;
      found.none += enrichment?.none ?? 0;
    }
    expect(found).toEqual({
      joined: some.length * FOUND.joined,
      stale: some.length * FOUND.stale,
      none: some.length * FOUND.none,
    });
    const bySymbol = new Map(some.map((row) => [row.option_symbol, row]));
    for (const row of await plainRows(join(folder, ENRICHED))) {
      const greeks = bySymbol.get(row.option_symbol as string);
      const age = (row.ts_event_ns as bigint) - (greeks?.ts_event_ns as bigint);
      const isJoined = age >= 0n && age <= 10n * SECOND;
      const where = `${String(row.option_symbol)} ${isoOfNs(row.ts_event_ns as bigint)}`;
      expect(row.delta, where).toBe(isJoined ? greeks?.delta : null);
      expect(row.join_age_ms, where).toBe(isJoined ? age / 1_000_000n : null);
      const size = row.size as number;
      const notional = isJoined ? (greeks?.delta as number) * size * 100 : null;
      expect(row.delta_notional, where).toBe(notional);
    }
  });
});

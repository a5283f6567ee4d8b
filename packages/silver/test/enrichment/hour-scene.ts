import { join } from 'node:path';
import type { CommittedFile } from '@assay/ledger';
import { openQuerySession } from '@assay/query';
import {
  optionsGreeksSnapshots,
  optionsTrades,
  type AnyRow,
  type Dataset,
  type GreeksSnapshot,
  type OptionTrade,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { onTestFinished } from 'vitest';
import {
  buildEnrichedHour,
  type BuildEnrichedHourRequest,
} from '../../src/enrichment/enriched-hour.js';
import { createBronzeLake, type AddOptions } from '../support/bronze-lake.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { HOUR_NS } from './generated.js';

/** A trade `offsetNs` after the hour began, or before. */
export function trade(offsetNs: bigint, other: Partial<OptionTrade> & AnyRow = {}): AnyRow {
  return {
    ts_event_ns: HOUR_NS + offsetNs,
    ts_recv_ns: HOUR_NS + offsetNs + 5n,
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: 'C100',
    exp_date: '2025-12-19',
    strike: 100,
    right: 'C',
    price: 1.25,
    size: 2,
    opt_bid: null,
    opt_ask: 1.5,
    aggressor: 0,
    seq: null,
    conditions: null,
    ...other,
  };
}

/** A snapshot `offsetNs` after the hour began, or before. */
export function snapshot(offsetNs: bigint, other: Partial<GreeksSnapshot> & AnyRow = {}): AnyRow {
  return {
    ts_event_ns: HOUR_NS + offsetNs,
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: 'C100',
    delta: 0.5,
    gamma: 0.25,
    theta: 0,
    vega: 0,
    implied_volatility: null,
    open_interest: null,
    snapshot_id: null,
    ...other,
  };
}

/** A lake to put trades and greeks into, and hours to be built of it. */
export async function createHourScene() {
  const folder = await scratchFolder();
  const root = join(folder, 'lake');
  const store = createLocalStore({ root });
  const lake = createBronzeLake({ store, stagingFolder: localStagingFolder(root) });
  onTestFinished(() => lake.close());
  const files: Record<'trades' | 'greeks', { path: string; shard: string }[]> = {
    trades: [],
    greeks: [],
  };
  let built = 0;

  async function add(
    kind: 'trades' | 'greeks',
    dataset: Dataset,
    rows: readonly AnyRow[],
    options: AddOptions = {},
  ) {
    const added: readonly CommittedFile[] = await lake.add(dataset, rows, options);
    const { shard = 'market' } = options;
    files[kind].push(...added.map(({ key }) => ({ path: join(root, key), shard })));
  }

  async function build(
    request: Partial<BuildEnrichedHourRequest> & { threads?: number; settings?: string } = {},
  ) {
    const { threads = 2, settings, ...asked } = request;
    const session = await openQuerySession({ threads });
    try {
      if (settings !== undefined) {
        await session.run(settings);
      }
      built += 1;
      const file = join(folder, `built-${built}.parquet`);
      const result = await buildEnrichedHour(session, {
        files: files.trades,
        greeks: files.greeks,
        hourStartNs: HOUR_NS,
        toleranceNs: 10_000_000_000n,
        collapseAmbiguous: false,
        footer: { 'assay.dataset': 'options.trades_enriched.v1' },
        ...asked,
        file,
      });
      const rows = await session.rows(
        `SELECT * FROM read_parquet('${file}', hive_partitioning = false)`,
      );
      return { result, file, rows };
    } finally {
      session.close();
    }
  }

  return {
    addTrades: (rows: readonly AnyRow[], options?: AddOptions) =>
      add('trades', optionsTrades, rows, options),
    addGreeks: (rows: readonly AnyRow[], options?: AddOptions) =>
      add('greeks', optionsGreeksSnapshots, rows, options),
    build,
    files,
  };
}

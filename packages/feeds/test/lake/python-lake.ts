import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openQuerySession, type QuerySession } from '@assay/query';
import { sqlText } from '@assay/schemas';
import { afterAll, beforeAll } from 'vitest';

/** A lake as Python's writer lays it out: its schemas, ZSTD, sorted by event time. */
export interface PythonLake {
  readonly root: string;
  /** Writes rows that a SELECT makes to a file of the lake; gives its path. */
  write(path: string, select: string): Promise<string>;
  /** Runs SQL on the side. */
  session(): QuerySession;
}

export const NOON = 1_765_886_400_000_000_000n; // 2025-12-16T12:00:00Z
export const HOUR_12 = 'date=2025-12-16/hour=12/part-120000_000000.parquet';

export function usePythonLake(): PythonLake {
  let session: QuerySession | undefined;
  const root = mkdtempSync(join(tmpdir(), 'python-lake-'));
  const open = (): QuerySession => {
    if (session === undefined) {
      throw new Error('expected an open session, was none');
    }
    return session;
  };
  beforeAll(async () => {
    session = await openQuerySession();
  });
  afterAll(() => {
    session?.close();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    root,
    session: open,
    async write(path, select) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      const options = '(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)';
      await open().run(`COPY (${select}) TO ${sqlText(file)} ${options}`);
      return file;
    },
  };
}

/** Columns of the seeds' schemas with their types, and a plain value of each. */
const FUTURES_TRADE: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  ts_recv_ns: `${NOON + 1_000n}::BIGINT`,
  source: `'GLBX.MDP3'`,
  symbol: `'ESZ5'`,
  price: '6000.25::DOUBLE',
  size: '3::INTEGER',
  aggressor: '1::TINYINT',
  exchange: `'CME'`,
  seq: '7::BIGINT',
};

const STOCK_TRADE: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  ts_recv_ns: `${NOON + 1_000n}::BIGINT`,
  source: `'SIP'`,
  symbol: `'SPY'`,
  price: '600.25::DOUBLE',
  size: '3::INTEGER',
  exchange: '4::SMALLINT',
  seq: '7::BIGINT',
};

const STOCK_QUOTE: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  ts_recv_ns: `${NOON}::BIGINT`,
  source: `'SIP'`,
  symbol: `'SPY'`,
  bid_px: '600.25::DOUBLE',
  ask_px: '600.26::DOUBLE',
  bid_sz: '200::INTEGER',
  ask_sz: '300::INTEGER',
  bid_exch: '11::SMALLINT',
  ask_exch: '12::SMALLINT',
  seq: '9::BIGINT',
};

const OPTION_TRADE: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  ts_recv_ns: `${NOON}::BIGINT`,
  source: `'OPRA'`,
  underlying: `'SPY'`,
  option_symbol: `'O:SPY251216C00676000'`,
  exp_date: `'2025-12-16'`,
  strike: '676::DOUBLE',
  right: `'C'`,
  price: '1.25::DOUBLE',
  size: '10::INTEGER',
  opt_bid: '1.2::DOUBLE',
  opt_ask: '1.3::DOUBLE',
  aggressor: '-1::TINYINT',
  seq: 'NULL::BIGINT',
};

const GREEKS: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  source: `'OPRA'`,
  underlying: `'SPY'`,
  option_symbol: `'SPY   251216C00676000'`,
  delta: '0.5::DOUBLE',
  gamma: '0.02::DOUBLE',
  theta: '-0.1::DOUBLE',
  vega: '0.3::DOUBLE',
  implied_volatility: '0.2::DOUBLE',
  open_interest: '1200::INTEGER',
  snapshot_id: `'s1'`,
};

function book(): Record<string, string> {
  const levels: Record<string, string> = {};
  for (let level = 1; level <= 10; level += 1) {
    levels[`bid_px_${level}`] = `${6000 - level * 0.25}::DOUBLE`;
    levels[`bid_sz_${level}`] = `${10 * level}::INTEGER`;
    levels[`ask_px_${level}`] = `${6000 + level * 0.25}::DOUBLE`;
    levels[`ask_sz_${level}`] = `${11 * level}::INTEGER`;
  }
  return levels;
}

export const BOOK_HEAD: Readonly<Record<string, string>> = {
  ts_event_ns: `${NOON}::BIGINT`,
  ts_recv_ns: `${NOON}::BIGINT`,
  source: `'GLBX.MDP3'`,
  symbol: `'ESZ5'`,
  is_snapshot: 'false',
  seq: '5::BIGINT',
};

export const PYTHON = {
  'futures.trades': FUTURES_TRADE,
  'stocks.trades': STOCK_TRADE,
  'stocks.quotes': STOCK_QUOTE,
  'options.trades': OPTION_TRADE,
  'options.greeks_snapshots': GREEKS,
  'futures.mbp10': { ...BOOK_HEAD, ...book() },
} as const;

export type PythonDataset = keyof typeof PYTHON;

/** Rows of a dataset: the plain values, each row with its changes; undefined leaves a column out. */
export function rowsOf(
  dataset: PythonDataset,
  ...changes: readonly Readonly<Record<string, string | undefined>>[]
): string {
  const rows = changes.length === 0 ? [{}] : changes;
  return rows
    .map((change) => {
      const columns = Object.entries({ ...PYTHON[dataset], ...change });
      const terms = columns
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${value} AS "${name}"`);
      return `SELECT ${terms.join(', ')}`;
    })
    .join(' UNION ALL BY NAME ');
}

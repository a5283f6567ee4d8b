import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  levelsSignals,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';

/** A plain, valid row of each dataset; 2025-12-16T14:30:30.123456789Z. */
export const TS = 1_765_895_430_123_456_789n;
const RECV = TS + 1_000_000n;
const times = { ts_event_ns: TS, ts_recv_ns: RECV };

const trade = { ...times, source: 'SIP', symbol: 'SPY', price: 600.25, size: 100 };
const future = { ...trade, source: 'GLBX.MDP3', symbol: 'ESZ5', price: 6000.25, size: 3 };
const option = {
  ...times,
  source: 'OPRA',
  underlying: 'SPY',
  option_symbol: 'SPY   251219C00600000',
  exp_date: '2025-12-19',
  strike: 600,
  right: 'C',
  price: 4.25,
  size: 10,
  aggressor: 1,
};

const BASE_ROWS: ReadonlyMap<Dataset, AnyRow> = new Map<Dataset, AnyRow>([
  [stocksTrades, { ...trade, exchange: 4, seq: 1001n, conditions: 'OddLot' }],
  [
    stocksQuotes,
    {
      ...times,
      source: 'SIP',
      symbol: 'SPY',
      bid_px: 600.24,
      ask_px: 600.26,
      bid_sz: 300,
      ask_sz: 200,
      bid_exch: 4,
      ask_exch: 12,
      seq: 7n,
    },
  ],
  [optionsTrades, { ...option, opt_bid: 4.2, opt_ask: 4.3, seq: 5n, conditions: 'AutoExecution' }],
  [
    optionsGreeksSnapshots,
    {
      ts_event_ns: TS,
      source: 'OPRA',
      underlying: 'SPY',
      option_symbol: 'SPY   251219C00600000',
      delta: 0.5,
      gamma: 0.02,
      theta: -0.1,
      vega: 0.3,
      implied_volatility: 0.18,
      open_interest: 1200,
      snapshot_id: 's-1',
    },
  ],
  [futuresTrades, { ...future, aggressor: 1, exchange: 'XCME', seq: 1_000_001n }],
  [futuresMbp10, { ...book(), depth: null }],
  [optionsTradesEnriched, { ...option, delta: 0.5, gamma: 0.02, join_age_ms: 15n }],
  [
    levelsSignals,
    {
      ts_event_ns: TS,
      ts_known_ns: RECV,
      underlying: 'SPY',
      producer: 'engine',
      spot: 600.25,
      level_id: 'STRIKE_600',
      level_kind: 'STRIKE',
      level_price: 600,
      direction: 'SUPPORT',
      distance: 0.25,
      break_score_raw: 40,
      break_score_smooth: 41.5,
      signal: 'NEUTRAL',
      confidence: 'LOW',
      barrier_state: 'WALL',
      tape_sweep_detected: false,
      tape_sweep_notional: 0,
      fuel_effect: 'NEUTRAL',
      runway_direction: 'UP',
      runway_quality: 'CLEAR',
    },
  ],
]);

/** The base row of a dataset, with every column it declares. */
export function baseRow(dataset: Dataset): AnyRow {
  const base = BASE_ROWS.get(dataset) ?? {};
  return Object.fromEntries(dataset.columns.map(({ name }) => [name, base[name] ?? null]));
}

/** A value as JSON text; int64 in full. */
function jsonText(value: AnyRow[string]): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** One event as the JSON texts of its fields; `undefined` leaves a field out. */
export type EventTexts = Readonly<Record<string, string | undefined>>;

/** The line of a dataset's base row, some fields written otherwise, extra ones behind. NULLs are left out. */
export function lineOf(dataset: Dataset, texts: EventTexts = {}): string {
  const base = Object.entries(baseRow(dataset)).filter(([, value]) => value !== null);
  const fields: EventTexts = {
    ...Object.fromEntries(base.map(([name, value]) => [name, jsonText(value)])),
    ...texts,
  };
  const members = Object.entries(fields)
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return `{${members.join(',')}}`;
}

function book() {
  const levels: Record<string, number> = {};
  for (let level = 1; level <= 10; level += 1) {
    levels[`bid_px_${level}`] = 6000.25 - level * 0.25;
    levels[`bid_sz_${level}`] = level * 3;
    levels[`ask_px_${level}`] = 6000 + level * 0.25;
    levels[`ask_sz_${level}`] = level * 5;
  }
  return { ...times, source: 'GLBX.MDP3', symbol: 'ESZ5', is_snapshot: false, seq: 9n, ...levels };
}

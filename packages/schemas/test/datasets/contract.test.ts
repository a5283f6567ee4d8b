import { describe, expect, it } from 'vitest';
import { createDatasetRegistry, DATASETS, type Column, type Dataset } from '../../src/index.js';

const registry = createDatasetRegistry();

/** `name type[?] [rules]`, written by hand from the contract: `?` is nullable. */
const TIMES = ['ts_event_ns i64 time', 'ts_recv_ns i64 time'];
const SOURCE = 'source utf8 nonEmpty';
const SYMBOL = 'symbol utf8 nonEmpty';
const SEQ = 'seq i64?';
const OPTION = ['underlying utf8 nonEmpty', 'option_symbol utf8 nonEmpty'];
const OPTION_TRADE = [
  ...TIMES,
  SOURCE,
  ...OPTION,
  'exp_date utf8 date',
  'strike f64 above=0',
  'right utf8 oneOf=C,P',
  'price f64 min=0',
  'size i32 min=1',
  'opt_bid f64?',
  'opt_ask f64?',
  'aggressor i8 oneOf=-1,0,1',
  SEQ,
  'conditions utf8?',
];
const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const BOOK = [
  ...LEVELS.map((n) => `bid_px_${n} f64? zeroIsAbsentWith=bid_sz_${n}`),
  ...LEVELS.map((n) => `bid_sz_${n} i32 min=0`),
  ...LEVELS.map((n) => `ask_px_${n} f64? zeroIsAbsentWith=ask_sz_${n}`),
  ...LEVELS.map((n) => `ask_sz_${n} i32 min=0`),
];

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'stocks.trades.v1': [
    ...TIMES,
    SOURCE,
    SYMBOL,
    'price f64 above=0',
    'size i32 min=1',
    'exchange i16?',
    SEQ,
    'conditions utf8?',
  ],
  'stocks.quotes.v1': [
    ...TIMES,
    SOURCE,
    SYMBOL,
    'bid_px f64? above=0 zeroIsAbsent',
    'ask_px f64? above=0 zeroIsAbsent',
    'bid_sz i32 min=0',
    'ask_sz i32 min=0',
    'bid_exch i16?',
    'ask_exch i16?',
    SEQ,
  ],
  'options.trades.v1': OPTION_TRADE,
  'options.greeks_snapshots.v1': [
    'ts_event_ns i64 time',
    SOURCE,
    ...OPTION,
    'delta f64',
    'gamma f64',
    'theta f64',
    'vega f64',
    'implied_volatility f64?',
    'open_interest i32? min=0',
    'snapshot_id utf8?',
  ],
  'futures.trades.v1': [
    ...TIMES,
    SOURCE,
    SYMBOL,
    'price f64',
    'size i32 min=1',
    'aggressor i8 oneOf=-1,0,1',
    'exchange utf8?',
    SEQ,
  ],
  'futures.mbp10.v1': [
    ...TIMES,
    SOURCE,
    SYMBOL,
    'is_snapshot bool',
    SEQ,
    ...BOOK,
    'depth i8? min=1',
  ],
  'options.trades_enriched.v1': [
    ...OPTION_TRADE,
    'greeks_snapshot_id utf8?',
    'delta f64?',
    'gamma f64?',
    'delta_notional f64?',
    'gamma_notional f64?',
    'join_age_ms i64?',
  ],
  'levels.signals.v1': [
    'ts_event_ns i64 time',
    'ts_known_ns i64 time',
    'underlying utf8 nonEmpty',
    'producer utf8 nonEmpty',
    'spot f64',
    'bid f64?',
    'ask f64?',
    'level_id utf8 nonEmpty',
    'level_kind utf8 nonEmpty',
    'level_price f64',
    'direction utf8 oneOf=SUPPORT,RESISTANCE',
    'distance f64',
    'break_score_raw f64',
    'break_score_smooth f64',
    'signal utf8',
    'confidence utf8',
    'barrier_state utf8',
    'barrier_delta_liq f64?',
    'barrier_replenishment_ratio f64?',
    'barrier_added i32?',
    'barrier_canceled i32?',
    'barrier_filled i32?',
    'tape_imbalance f64?',
    'tape_buy_vol i64?',
    'tape_sell_vol i64?',
    'tape_velocity f64?',
    'tape_sweep_detected bool?',
    'tape_sweep_direction utf8?',
    'tape_sweep_notional f64',
    'fuel_effect utf8',
    'fuel_net_dealer_gamma f64?',
    'fuel_call_wall f64?',
    'fuel_put_wall f64?',
    'fuel_hvl f64?',
    'runway_direction utf8',
    'runway_next_level_id utf8?',
    'runway_next_level_price f64?',
    'runway_distance f64?',
    'runway_quality utf8',
    'note utf8?',
  ],
};

const BOOK_NAMES = ['bid_px', 'bid_sz', 'ask_px', 'ask_sz'].flatMap((member) =>
  LEVELS.map((level) => `${member}_${level}`),
);

/** Subject, partition column, hour folders, key. */
const PLACES: Readonly<Record<string, readonly [string | undefined, string, boolean, string]>> = {
  'stocks.trades.v1': [
    'market.stocks.trades',
    'symbol',
    true,
    'source ts_event_ns symbol price size exchange seq',
  ],
  'stocks.quotes.v1': [
    'market.stocks.quotes',
    'symbol',
    true,
    'source ts_event_ns symbol bid_px ask_px bid_sz ask_sz seq',
  ],
  'options.trades.v1': [
    'market.options.trades',
    'underlying',
    true,
    'source ts_event_ns option_symbol price size seq',
  ],
  'options.greeks_snapshots.v1': [
    'market.options.greeks',
    'underlying',
    false,
    'source ts_event_ns option_symbol snapshot_id',
  ],
  'futures.trades.v1': [
    'market.futures.trades',
    'symbol',
    true,
    'source ts_event_ns symbol price size exchange seq',
  ],
  'futures.mbp10.v1': [
    'market.futures.mbp10',
    'symbol',
    true,
    `source ts_event_ns symbol seq is_snapshot ${BOOK_NAMES.join(' ')}`,
  ],
  'options.trades_enriched.v1': [
    undefined,
    'underlying',
    true,
    'source ts_event_ns option_symbol price size seq',
  ],
  'levels.signals.v1': [
    'levels.signals',
    'underlying',
    true,
    'underlying producer ts_event_ns level_id',
  ],
};

function spell(column: Column): string {
  const rules = Object.entries(column.rule).map(([rule, value]) =>
    value === true ? rule : `${rule}=${String(value)}`,
  );
  return [column.name, `${column.type}${column.nullable ? '?' : ''}`, ...rules].join(' ');
}

function placeOf({ subject, partition, key }: Dataset) {
  return [subject, partition.column, partition.hourly, key.join(' ')];
}

describe('the shipped datasets', () => {
  it('are those of the contract', () => {
    expect(DATASETS.map((dataset) => dataset.id).sort()).toEqual(Object.keys(COLUMNS).sort());
  });

  it.each(Object.keys(COLUMNS))('%s has the columns of the contract, in order', (id) => {
    expect(registry.get(id).columns.map(spell)).toEqual(COLUMNS[id]);
  });

  it.each(Object.keys(PLACES))('%s has the subject, partitioning and key of the contract', (id) => {
    expect(placeOf(registry.get(id))).toEqual(PLACES[id]);
  });

  it('say of every column what it is', () => {
    const silent = DATASETS.flatMap((dataset) =>
      dataset.columns.filter((column) => column.describe.length < 3).map((column) => column.name),
    );
    expect(silent).toEqual([]);
  });

  it('come in the order of the contract at one instant', () => {
    const ordered = [...DATASETS]
      .sort((a, b) => a.crossOrder - b.crossOrder)
      .map((each) => each.id);
    expect(ordered).toEqual([
      'futures.trades.v1',
      'stocks.trades.v1',
      'options.greeks_snapshots.v1',
      'options.trades.v1',
      'options.trades_enriched.v1',
      'futures.mbp10.v1',
      'stocks.quotes.v1',
      'levels.signals.v1',
    ]);
  });
});

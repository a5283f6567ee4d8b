import type { OutgoingMessage } from '@assay/bus';
import {
  BOOK_LEVELS,
  encodeRow,
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { SPY_CONFIG, type EngineConfig } from '@assay/signals';
import { createSeededRandom } from '@assay/testkit';

/** SPY with ES as its proxy, a session from midnight to midnight UTC. */
export const MADE_CONFIG: EngineConfig = { ...SPY_CONFIG, hours: 'always' };

/** 2025-06-03, whose front contract is ESM5. */
export const DAY_NS = 1_748_908_800_000_000_000n;
export const MADE_DATE = '2025-06-03';
const NS_PER_MS = 1_000_000n;

/** What to make. */
export interface MarketOptions {
  readonly seed: number;
  readonly seconds: number;
  /** When it begins (default: at midnight of `MADE_DATE`). */
  readonly startNs?: bigint;
  /** No events of this dataset after so many seconds. */
  readonly silent?: { readonly dataset: string; readonly afterSeconds: number };
}

interface MadeEvent {
  readonly dataset: Dataset;
  readonly row: AnyRow;
  readonly knownNs: bigint;
}

/**
 * A market as messages in the order in which they became known: quotes and prints of SPY, book and tape of ES,
 * options and greeks; some of it late, some of it twice. The same seed gives the same bytes.
 */
export function madeMarket(options: MarketOptions): OutgoingMessage[] {
  const events = madeEvents(options);
  const lines = new Map<string, { readonly dataset: Dataset; rows: AnyRow[]; ordinal: bigint }>();
  const messages: OutgoingMessage[] = [];
  const send = (run: string): void => {
    const open = lines.get(run);
    if (open === undefined || open.rows.length === 0) {
      return;
    }
    const { dataset, rows, ordinal } = open;
    messages.push({
      subject: dataset.subject ?? '',
      headers: {
        'Content-Type': 'application/x-ndjson',
        [RUN_HEADER]: run,
        [RUN_POSITION_HEADER]: String(ordinal),
      },
      bytes: Buffer.from(rows.map((row) => encodeRow(dataset, row)).join('\n')),
    });
    lines.set(run, { dataset, rows: [], ordinal: ordinal + BigInt(rows.length) });
  };
  for (const { dataset, row } of events) {
    const isCopy = row['copy'] === true;
    const run = `${isCopy ? 'b' : 'a'}-${dataset.name}`;
    const open = lines.get(run) ?? { dataset, rows: [], ordinal: 0n };
    lines.set(run, open);
    open.rows.push(row);
    if (open.rows.length >= 3) {
      send(run);
    }
  }
  [...lines.keys()].forEach(send);
  return messages;
}

function madeEvents({ seed, seconds, startNs = DAY_NS, silent }: MarketOptions): MadeEvent[] {
  const random = createSeededRandom(seed);
  const next = (bound: number) => random.below(bound);
  const events: MadeEvent[] = [];
  let cents = 60_000;
  const add = (dataset: Dataset, atNs: bigint, row: AnyRow): void => {
    const second = Number((atNs - startNs) / (1_000n * NS_PER_MS));
    if (silent?.dataset === dataset.id && second >= silent.afterSeconds) {
      return;
    }
    const isLate = next(60) === 0;
    const delay = BigInt(isLate ? 700 + next(500) : next(300)) * NS_PER_MS;
    const hasKnown = dataset.columns.some(({ name }) => name === 'ts_recv_ns');
    const knownNs = hasKnown ? atNs + delay : atNs;
    const whole = { ...row, ts_event_ns: atNs, ...(hasKnown ? { ts_recv_ns: knownNs } : {}) };
    events.push({ dataset, row: whole, knownNs });
    if (hasKnown && next(25) === 0) {
      // Another feed saw it too, a little later.
      const againNs = knownNs + BigInt(next(100)) * NS_PER_MS;
      events.push({
        dataset,
        row: { ...whole, ts_recv_ns: againNs, copy: true },
        knownNs: againNs,
      });
    }
  };
  for (let step = 0; step < seconds * 20; step += 1) {
    const atNs = startNs + BigInt(step * 50 + next(40)) * NS_PER_MS + BigInt(next(1_000));
    cents += next(3) - 1;
    const price = cents / 100;
    const seq = BigInt(step);
    const ticks = Math.round(cents / 2.5);
    add(futuresMbp10, atNs, bookRow(ticks, seq, next));
    if (step % 2 === 0) {
      add(stocksQuotes, atNs, {
        source: 'SIP',
        symbol: 'SPY',
        bid_px: price - 0.01,
        ask_px: price + 0.01,
        bid_sz: 100,
        ask_sz: 200,
        bid_exch: 1,
        ask_exch: 2,
        seq,
      });
    }
    if (step % 3 === 0) {
      const trade = { source: 'SIP', symbol: 'SPY', price, size: 1 + next(300), seq };
      add(stocksTrades, atNs, { ...trade, exchange: 11, conditions: null });
    }
    if (step % 4 === 1) {
      const trade = { source: 'GLBX.MDP3', symbol: 'ESM5', price: ticks / 4, size: 1 + next(40) };
      add(futuresTrades, atNs, { ...trade, aggressor: next(2) * 2 - 1, exchange: null, seq });
    }
    if (step % 40 === 0) {
      for (const [symbol, gamma] of [
        ['SPY250603C00600000', 0.05],
        ['SPY250603P00599000', 0.04],
      ]) {
        add(optionsGreeksSnapshots, atNs, greeksRow(String(symbol), Number(gamma), step));
      }
    }
    if (step % 7 === 3) {
      const isCall = next(2) === 0;
      add(optionsTrades, atNs, {
        source: 'OPRA',
        underlying: 'SPY',
        option_symbol: isCall ? 'SPY250603C00600000' : 'SPY250603P00599000',
        exp_date: '2025-06-03',
        strike: isCall ? 600 : 599,
        right: isCall ? 'C' : 'P',
        price: 1.5,
        size: 1 + next(2_000),
        opt_bid: 1.45,
        opt_ask: 1.55,
        aggressor: next(3) - 1,
        seq,
        conditions: null,
      });
    }
  }
  // Of equal times, those that were made first.
  return events.sort((one, other) => Number(one.knownNs - other.knownNs));
}

function greeksRow(symbol: string, gamma: number, step: number): AnyRow {
  return {
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: symbol,
    delta: 0.5,
    gamma,
    theta: -0.1,
    vega: 0.2,
    implied_volatility: 0.18,
    open_interest: 1_000,
    snapshot_id: `s${step}`,
  };
}

function bookRow(ticks: number, seq: bigint, next: (bound: number) => number): AnyRow {
  const row: Record<string, AnyRow[string]> = {
    source: 'GLBX.MDP3',
    symbol: 'ESM5',
    is_snapshot: false,
    seq,
    depth: null,
  };
  for (let level = 1; level <= BOOK_LEVELS; level += 1) {
    row[`bid_px_${level}`] = (ticks - level) / 4;
    row[`ask_px_${level}`] = (ticks + level) / 4;
    row[`bid_sz_${level}`] = 1 + next(80);
    row[`ask_sz_${level}`] = 1 + next(80);
  }
  return row;
}

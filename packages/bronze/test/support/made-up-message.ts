import type { OutgoingMessage } from '@assay/bus';
import { encodeRow, futuresTrades, optionsGreeksSnapshots, stocksTrades } from '@assay/schemas';
import type { SeededRandom } from '@assay/testkit';
import { futuresTrade, HALF_PAST_TWO_NS, text } from './market-rows.js';

/** A message of which it is known what Bronze has to make. */
export interface MadeUpMessage {
  readonly message: OutgoingMessage;
  /** Place of its first event in the run. */
  readonly place: number;
  readonly events: number;
  /** By index in the message: whether it is a row, or a dead letter. */
  readonly isRow: readonly boolean[];
}

const HOUR_NS = 3_600_000_000_000n;

/** Trades of several symbols, days and datasets, some of them broken. Each carries its place as `seq`. */
export function madeUpMessage(random: SeededRandom, run: string, place: number): MadeUpMessage {
  const kind = random.below(10);
  if (kind === 0) {
    return made('market.futures.trades', [''], [false], run, place);
  }
  const events = 1 + random.below(random.chance(0.05) ? 100 : 8);
  const isRow = Array.from({ length: events }, () => random.chance(0.9));
  const lines = isRow.map((good, index) => {
    const line =
      kind < 7
        ? trade(random, place + index)
        : kind < 8
          ? stock(place + index)
          : greek(place + index);
    return good ? line : line.slice(0, -1);
  });
  const subject =
    kind < 7
      ? 'market.futures.trades'
      : kind < 8
        ? 'market.stocks.trades'
        : 'market.options.greeks';
  return made(subject, lines, isRow, run, place);
}

function made(
  subject: string,
  lines: readonly string[],
  isRow: readonly boolean[],
  run: string,
  place: number,
): MadeUpMessage {
  const message = text(subject, lines.join('\n'), { run, first: place });
  return { message, place, events: lines.length, isRow };
}

function trade(random: SeededRandom, place: number): string {
  const symbol = random.pick(['ESZ4', 'NQZ4']);
  const hour = HOUR_NS * BigInt(random.below(2));
  return encodeRow(
    futuresTrades,
    futuresTrade(hour + BigInt(place), { symbol, seq: BigInt(place) }),
  );
}

function stock(place: number): string {
  const time = HALF_PAST_TWO_NS + BigInt(place);
  return encodeRow(stocksTrades, {
    ts_event_ns: time,
    ts_recv_ns: time,
    source: 'SIP',
    symbol: 'SPY',
    price: 600,
    size: 100,
    seq: BigInt(place),
  });
}

function greek(place: number): string {
  return encodeRow(optionsGreeksSnapshots, {
    ts_event_ns: HALF_PAST_TWO_NS + BigInt(place),
    source: 'OPRA',
    underlying: 'SPY',
    option_symbol: 'SPY241220C00600000',
    delta: 0.5,
    gamma: 0.1,
    theta: -0.1,
    vega: 0.2,
    snapshot_id: String(place),
  });
}

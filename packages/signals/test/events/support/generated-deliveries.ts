import {
  bookColumns,
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  stocksQuotes,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import type { SeededRandom } from '@assay/testkit';
import type { Delivery } from '../../support/deliveries.js';

export const START_NS = 1_765_839_600_000_000_000n;
const STEP_NS = 250_000_000n;

/**
 * Few events, delivered over and over: ties of every kind, retries, other runs, producers without runs, rows that
 * became known late or early.
 */
export function generatedDeliveries(random: SeededRandom, most = 40): Delivery[] {
  const events = Array.from({ length: 1 + random.below(8) }, () => eventOf(random));
  const deliveries: Delivery[] = [];
  const count = 1 + random.below(most);
  for (let index = 0; index < count; index += 1) {
    const again = random.pick([...deliveries, undefined]);
    if (again !== undefined && random.chance(0.2)) {
      deliveries.push({ ...again, pos: BigInt(index) });
      continue;
    }
    const { dataset, row } = random.pick(events);
    const run = random.pick([null, 'a', 'b', 'ÿ', '\uff5e', '😀']);
    deliveries.push({
      dataset,
      row: received(dataset, row, random),
      run,
      // Two events of one run never share an ordinal, unless they are one delivery.
      runPos: run === null || random.chance(0.1) ? null : BigInt(index * 7) % 41n,
      shard: random.pick(['market', 'archive']),
      epoch: random.pick([1, 2, 10]),
      pos: BigInt(index),
    });
  }
  return deliveries;
}

function received(dataset: Dataset, row: AnyRow, random: SeededRandom): AnyRow {
  const tsEventNs = row['ts_event_ns'] as bigint;
  const delayMs = random.pick([0, 1, 1, 499, 500, 501, 900, -1_000, -1_001]);
  const other: AnyRow = dataset === futuresTrades ? { aggressor: random.pick([-1, 1]) } : {};
  return { ...row, ...other, ts_recv_ns: tsEventNs + BigInt(delayMs) * 1_000_000n };
}

function eventOf(random: SeededRandom): { readonly dataset: Dataset; readonly row: AnyRow } {
  const ts_event_ns = START_NS + STEP_NS * BigInt(random.below(6)) + BigInt(random.below(2));
  const seq = random.pick([null, 1n, 2n ** 62n]);
  const head = { ts_event_ns, source: random.pick(['GLBX.MDP3', 'SIP']), seq };
  switch (random.below(4)) {
    case 0: {
      const row = { symbol: 'ESZ5', price: 6_000 + random.below(2) / 4, size: 1, exchange: null };
      return { dataset: futuresTrades, row: { ...head, ...row } };
    }
    case 1: {
      const book = bookColumns.map(({ name }) => [name, name.includes('_px_') ? null : 0]);
      const top = {
        bid_px_1: 6_000,
        bid_sz_1: 1 + random.below(2),
        is_snapshot: random.chance(0.2),
      };
      const row = { ...Object.fromEntries(book), symbol: 'ESZ5', depth: null, ...top } as AnyRow;
      return { dataset: futuresMbp10, row: { ...head, ...row } };
    }
    case 2: {
      const row = { symbol: 'SPY', bid_px: 600, ask_px: null, bid_sz: 100, ask_sz: 0 };
      return { dataset: stocksQuotes, row: { ...head, ...row } };
    }
    default: {
      const greeks = { delta: 0.5, gamma: 0.1, theta: 0, vega: 0 };
      const row = {
        underlying: 'SPY',
        option_symbol: 'C600',
        snapshot_id: random.pick([null, 'x']),
      };
      return { dataset: optionsGreeksSnapshots, row: { ...head, ...row, ...greeks } };
    }
  }
}

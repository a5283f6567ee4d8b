import { beforeAll, describe, expect, it } from 'vitest';
import type { GreeksSnapshot } from '@assay/schemas';
import type { SimulatedEvent } from '../../src/simulator/event.js';
import { market, SECOND_NS, START_NS } from './markets.js';

const MINUTES = 12;

/** The bare order flow: no time of day, no spells, no planted effects. */
const PLAIN = {
  intradayShape: 0,
  regimes: 0,
  wallsPerSide: 0,
  absorption: 0,
  dealerHedging: 0,
  sweepsPerHour: 0,
};

interface Figures {
  readonly rows: Record<string, number>;
  readonly spreads: number[];
  readonly secondMids: number[];
  readonly sizes: number[];
  readonly bases: number[];
  buys: number;
  readonly greeks: GreeksSnapshot[];
}

/** A market's figures over `MINUTES`, batch by batch. */
function figuresOf(seed: number): Figures {
  const simulator = market({ seed, ...PLAIN });
  const figures: Figures = {
    rows: {},
    spreads: [],
    secondMids: [],
    sizes: [],
    bases: [],
    buys: 0,
    greeks: [],
  };
  const end = START_NS + BigInt(MINUTES) * 60n * SECOND_NS;
  let futuresMid = 0;
  const note = ({ dataset, row }: SimulatedEvent): void => {
    figures.rows[dataset.id] = (figures.rows[dataset.id] ?? 0) + 1;
    if ('bid_px_1' in row) {
      futuresMid = (row.bid_px_1! + row.ask_px_1!) / 2;
      figures.spreads.push((row.ask_px_1! - row.bid_px_1!) * 4);
      figures.secondMids[Number((row.ts_event_ns - START_NS) / SECOND_NS)] = futuresMid;
    } else if ('aggressor' in row && 'symbol' in row) {
      figures.sizes.push(row.size);
      figures.buys += row.aggressor === 1 ? 1 : 0;
    } else if ('bid_px' in row) {
      figures.bases.push((row.bid_px! + row.ask_px!) / 2 - futuresMid / 10);
    } else if ('gamma' in row) {
      figures.greeks.push(row);
    }
  };
  for (;;) {
    const batch = simulator.advance(end, 10_000);
    if (batch.length === 0) {
      return figures;
    }
    batch.forEach(note);
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a simulated market', () => {
  let seeds: Figures[];
  beforeAll(() => {
    seeds = [1, 2, 3].map(figuresOf);
  });

  it('keeps the rates it was told, within a fifth over minutes', () => {
    const perSecond = (id: string): number =>
      mean(seeds.map((figures) => figures.rows[id])) / (MINUTES * 60);
    const rates = {
      'futures.mbp10.v1': 150,
      'futures.trades.v1': 15,
      'stocks.quotes.v1': 20,
      'stocks.trades.v1': 8,
      'options.trades.v1': 4,
      'options.greeks_snapshots.v1': 84 / 5,
    };
    for (const [id, rate] of Object.entries(rates)) {
      expect(Math.abs(perSecond(id) / rate - 1), id).toBeLessThan(0.2);
    }
  });

  it('trades one tick wide nearly always', () => {
    const spreads = seeds.flatMap((figures) => figures.spreads);
    expect(spreads.filter((spread) => spread === 1).length / spreads.length).toBeGreaterThan(0.94);
    expect(
      Math.max(...seeds.map(({ spreads: each }) => each.reduce((a, b) => Math.max(a, b)))),
    ).toBeLessThan(12);
  });

  it('moves by about 15 % a year, without drift or bounce', () => {
    const returns = seeds.flatMap(({ secondMids }) => {
      const mids = secondMids.filter((mid) => mid !== undefined);
      return mids.slice(1).map((mid, index) => mid - mids[index]);
    });
    const variance = mean(returns.map((value) => value * value));
    const yearly = (Math.sqrt(variance) / 6850) * Math.sqrt(252 * 23_400);
    expect(yearly).toBeGreaterThan(0.12);
    expect(yearly).toBeLessThan(0.18);
    const products = returns.slice(1).map((value, index) => value * returns[index]);
    expect(Math.abs(mean(products) / variance)).toBeLessThan(0.15);
  });

  it('trades small sizes mostly, by buyers and sellers alike', () => {
    const sizes = seeds.flatMap((figures) => figures.sizes).sort((a, b) => a - b);
    const quantile = (share: number): number => sizes[Math.floor(share * sizes.length)];
    expect([quantile(0.5), quantile(0.9)]).toEqual([1, 4]);
    expect(quantile(0.99)).toBeGreaterThan(10);
    const buys = seeds.reduce((sum, figures) => sum + figures.buys, 0) / sizes.length;
    expect(Math.abs(buys - 0.5)).toBeLessThan(0.05);
  });

  it('keeps the stock at a tenth of the future, within cents', () => {
    const bases = seeds.flatMap((figures) => figures.bases);
    expect(Math.abs(mean(bases))).toBeLessThan(0.005);
    expect(Math.sqrt(mean(bases.map((basis) => basis * basis)))).toBeLessThan(0.02);
    expect(bases.reduce((most, basis) => Math.max(most, Math.abs(basis)), 0)).toBeLessThan(0.1);
  });

  it('publishes greeks of every listed option at once, calls and puts in keeping', () => {
    const snapshots = new Map<string | null, GreeksSnapshot[]>();
    for (const row of seeds[0].greeks) {
      snapshots.set(row.snapshot_id, [...(snapshots.get(row.snapshot_id) ?? []), row]);
    }
    expect(snapshots.size).toBe((MINUTES * 60) / 5);
    for (const rows of snapshots.values()) {
      expect(rows).toHaveLength(84);
      expect(new Set(rows.map((row) => row.ts_event_ns)).size).toBe(1);
      for (let pair = 0; pair < rows.length; pair += 2) {
        const [call, put] = [rows[pair], rows[pair + 1]];
        expect(Math.abs(call.delta - put.delta - 1)).toBeLessThan(0.002);
        expect(call.gamma).toBeCloseTo(put.gamma, 5);
        expect(call.delta >= 0 && put.delta <= 0 && call.theta < 0 && call.vega >= 0).toBe(true);
      }
    }
  });
});

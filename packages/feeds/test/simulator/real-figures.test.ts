import { futuresMbp10, futuresTrades, type AnyRow } from '@assay/schemas';
import { expect, it, describe } from 'vitest';
import { fileInput, openDbn } from '../../src/index.js';
import { collect } from '../collect.js';
import { hasRealData, realFile } from '../real-data.js';
import { figuresOf, type Figures } from './figures.js';
import { market } from './markets.js';

/** The first hour of ES for the trade date after Christmas: 2023-12-25T23:00Z. */
const FROM_NS = 1_703_545_200_000_000_000n;
const HOUR_NS = 3_600_000_000_000n;

async function realHour(): Promise<Figures> {
  const file = realFile('es-mbo-2023-12-25', 'esh4-glbx-mdp3-20231225.mbo.dbn.zst');
  const { batches } = await collect(await openDbn(fileInput(file)));
  const rowsOf = (id: string): AnyRow[] =>
    batches.filter(({ dataset }) => dataset.id === id).flatMap(({ rows }) => [...rows]);
  const open = rowsOf(futuresMbp10.id).filter((row) => (row.ts_event_ns as bigint) >= FROM_NS);
  return figuresOf(rowsOf(futuresTrades.id), open);
}

function simulatedHour(seed: number): Figures {
  const simulator = market({ seed, startNs: FROM_NS, futuresPrice: 4815, annualVolatility: 0.1 });
  const events = simulator.advance(FROM_NS + HOUR_NS, Infinity);
  const rowsOf = (id: string): AnyRow[] =>
    events.filter(({ dataset }) => dataset.id === id).map(({ row }) => row as AnyRow);
  return figuresOf(rowsOf(futuresTrades.id), rowsOf(futuresMbp10.id));
}

/** The table of docs/simulator.md; `ASSAY_FIGURES=1` makes this test fail with it, to be read. */
describe.skipIf(!hasRealData)('a simulated hour beside the real one [real data]', () => {
  it('has figures of the same order', async () => {
    const real = await realHour();
    const simulated = simulatedHour(7);
    if (process.env.ASSAY_FIGURES === '1') {
      expect.fail(JSON.stringify({ real, simulated }, undefined, 2));
    }
    expect(real.trades).toBe(2_973);
    const close = [
      'trades',
      'contracts',
      'meanTradeSize',
      'bookRowsPerTrade',
      'minuteReturnTicks',
      'meanSpreadTicks',
    ] as const;
    for (const name of close) {
      const ratio = simulated[name] / real[name];
      expect(ratio, `${name}: ${simulated[name]} beside ${real[name]}`).toBeGreaterThan(0.3);
      expect(ratio, `${name}: ${simulated[name]} beside ${real[name]}`).toBeLessThan(3);
    }
  });
});

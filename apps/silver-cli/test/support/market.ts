import {
  createMarketSimulator,
  createSimulatorLines,
  datasetRun,
  type KnobValues,
} from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import type { RunOfEvents } from './bronze.js';

const NS_PER_MINUTE = 60_000_000_000n;
/** 2025-12-16T14:30:00Z: the market opens. */
export const OPEN_NS = 1_765_895_400_000_000_000n;

/** So many minutes of a seeded market from the open on, each dataset as a run of its own. */
export function simulatedRuns(
  minutes: number,
  knobs: Partial<KnobValues>,
  startNs: bigint = OPEN_NS,
): RunOfEvents[] {
  const market = createMarketSimulator({ seed: 7, startNs, ...knobs });
  const lines = createSimulatorLines();
  const byDataset = new Map<Dataset, string[]>();
  const untilNs = startNs + BigInt(minutes) * NS_PER_MINUTE - 1n;
  for (;;) {
    const events = market.advance(untilNs, 20_000);
    if (events.length === 0) {
      break;
    }
    for (const { dataset, lines: own } of lines.linesOf(events)) {
      byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), ...own]);
    }
  }
  return [...byDataset].map(([dataset, own]) => ({
    dataset,
    run: datasetRun('sim-7', dataset),
    lines: own,
  }));
}

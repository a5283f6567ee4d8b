import { encodeRow, type Dataset } from '@assay/schemas';
import { runMessages, type FeedMessage, type MessageLimits } from '../messages.js';
import type { SimulatedEvent } from './event.js';

/** Consecutive simulated events of one dataset, as JSON lines. */
export interface SimulatedLines {
  readonly dataset: Dataset;
  /** Ordinal of the first line among the dataset's events, from 0. */
  readonly firstOrdinal: number;
  readonly lines: readonly string[];
}

/**
 * Sorts batches of simulated events into datasets and counts them: one log message carries one dataset,
 * so each dataset is a run of its own, with ordinals of its own.
 */
export interface SimulatorLines {
  /** The lines of a batch; each dataset's events stay in order. */
  linesOf(batch: readonly SimulatedEvent[]): SimulatedLines[];
  /** Events so far, by dataset id. */
  counts(): Readonly<Record<string, number>>;
}

/** Counts from 0. */
export function createSimulatorLines(): SimulatorLines {
  const counted = new Map<Dataset, number>();
  return {
    linesOf: (batch) => {
      const lines = new Map<Dataset, string[]>();
      for (const { dataset, row } of batch) {
        const own = lines.get(dataset) ?? [];
        own.push(encodeRow(dataset, row));
        lines.set(dataset, own);
      }
      return [...lines].map(([dataset, own]) => {
        const firstOrdinal = counted.get(dataset) ?? 0;
        counted.set(dataset, firstOrdinal + own.length);
        return { dataset, firstOrdinal, lines: own };
      });
    },
    counts: () => Object.fromEntries([...counted].map(([dataset, count]) => [dataset.id, count])),
  };
}

/** The run (`Assay-Run`) of one dataset's events in a run of the whole market. */
export function datasetRun(run: string, dataset: Dataset): string {
  return `${run}/${dataset.name}`;
}

/** Lines as log messages of a run of the market. */
export function simulatorMessages(
  run: string,
  lines: readonly SimulatedLines[],
  limits?: MessageLimits,
): FeedMessage[] {
  return lines.flatMap(({ dataset, firstOrdinal, lines: own }) =>
    runMessages(dataset, datasetRun(run, dataset), firstOrdinal, own, limits),
  );
}

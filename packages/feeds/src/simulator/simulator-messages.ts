import { encodeRow, type Dataset } from '@assay/schemas';
import { runMessages, type FeedMessage, type MessageLimits } from '../messages.js';
import type { SimulatedEvent } from './event.js';

/**
 * Turns simulated events into log messages. One log message carries one dataset, so each dataset is a
 * run of its own (`<run>/<dataset name>`) whose ordinals count that dataset's events from 0.
 */
export interface SimulatorMessages {
  /** The messages of a batch; each dataset's events stay in order. */
  messagesOf(batch: readonly SimulatedEvent[]): FeedMessage[];
  /** Events so far, by dataset id. */
  counts(): Readonly<Record<string, number>>;
}

/** @param run the producer's run: of a session's present start, or of a file of settings */
export function createSimulatorMessages(run: string, limits?: MessageLimits): SimulatorMessages {
  const counted = new Map<Dataset, number>();
  return {
    messagesOf: (batch) => {
      const lines = new Map<Dataset, string[]>();
      for (const { dataset, row } of batch) {
        const of = lines.get(dataset) ?? [];
        of.push(encodeRow(dataset, row));
        lines.set(dataset, of);
      }
      return [...lines].flatMap(([dataset, own]) => {
        const first = counted.get(dataset) ?? 0;
        counted.set(dataset, first + own.length);
        return runMessages(dataset, `${run}/${dataset.name}`, first, own, limits);
      });
    },
    counts: () => Object.fromEntries([...counted].map(([dataset, count]) => [dataset.id, count])),
  };
}

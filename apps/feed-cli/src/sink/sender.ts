import { createHash, type Hash } from 'node:crypto';
import { runMessages, type EventLine } from '@assay/feeds';
import { sha256Hex, type Dataset } from '@assay/schemas';
import type { EventSink } from './event-sink.js';

/** Consecutive events of one dataset, as the JSON lines they are sent as. */
export interface LineBatch {
  readonly dataset: Dataset;
  /** Ordinal of the first line in its run. */
  readonly firstOrdinal: number;
  readonly lines: readonly EventLine[];
}

/** What was sent. */
export interface Sent {
  /** The producer's run of each dataset's events, by dataset id. */
  readonly runs: Readonly<Record<string, string>>;
  /** Events by dataset id, whether sent by this call or before. */
  readonly events: Readonly<Record<string, number>>;
  /** Events sent by this call. */
  readonly sent: number;
  /** Events that an earlier call, interrupted or not, had already stored. */
  readonly skipped: number;
  /**
   * SHA-256 over every event as a JSON line, by dataset: equal for equal input and options, however the
   * events were batched.
   */
  readonly digest: string;
}

/** Sends the events of one input, leaving out what is already stored. */
export interface Sender {
  /** The batches of one dataset come in the order of their ordinals. */
  send(batch: LineBatch): Promise<void>;
  sent(): Sent;
}

interface DatasetProgress {
  readonly run: string;
  readonly digest: Hash;
  events: number;
  /** Ordinal of the first event that is not stored yet. */
  readonly firstUnsent: number;
}

/** @param runOf the producer's run of a dataset's events of this input */
export function createSender(sink: EventSink, runOf: (dataset: Dataset) => string): Sender {
  const byDataset = new Map<Dataset, DatasetProgress>();
  let sent = 0;
  let skipped = 0;

  async function progressOf(dataset: Dataset): Promise<DatasetProgress> {
    const known = byDataset.get(dataset);
    if (known !== undefined) {
      return known;
    }
    const run = runOf(dataset);
    const firstUnsent = Number((await sink.lastOfRun(run)) ?? -1n) + 1;
    const progress: DatasetProgress = { run, digest: createHash('sha256'), events: 0, firstUnsent };
    byDataset.set(dataset, progress);
    return progress;
  }

  return {
    send: async ({ dataset, firstOrdinal, lines }) => {
      const progress = await progressOf(dataset);
      const { run, digest, firstUnsent } = progress;
      progress.events += lines.length;
      const skip = Math.min(Math.max(firstUnsent - firstOrdinal, 0), lines.length);
      skipped += skip;
      for (const { bytes } of runMessages(dataset, run, firstOrdinal, lines.slice(0, skip))) {
        digest.update(bytes).update('\n');
      }
      for (const message of runMessages(dataset, run, firstOrdinal + skip, lines.slice(skip))) {
        digest.update(message.bytes).update('\n');
        await sink.send(dataset, message);
        sent += message.events;
      }
    },
    sent: () => {
      const datasets = [...byDataset].sort(([a], [b]) => (a.id < b.id ? -1 : 1));
      // A copy, so that asking twice is possible.
      const digests = datasets.map(([{ id }, { digest }]) => [id, digest.copy().digest('hex')]);
      const runs = Object.fromEntries(datasets.map(([{ id }, { run }]) => [id, run]));
      const events = Object.fromEntries(datasets.map(([{ id }, each]) => [id, each.events]));
      return { runs, events, sent, skipped, digest: sha256Hex(JSON.stringify(digests)) };
    },
  };
}

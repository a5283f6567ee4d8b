import { createHash } from 'node:crypto';
import { runMessages } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import type { EventSink } from './event-sink.js';

/** Consecutive events of one dataset, as the JSON lines they are sent as. */
export interface LineBatch {
  readonly dataset: Dataset;
  /** Ordinal of the first line in its run. */
  readonly firstOrdinal: number;
  readonly lines: readonly string[];
}

/** What was sent. */
export interface Sent {
  /** Events sent by this call. */
  readonly sent: number;
  /** Events that an earlier, interrupted call had already stored. */
  readonly skipped: number;
  /** SHA-256 over all events as JSON lines, in order: equal for equal input and options. */
  readonly digest: string;
}

/** Sends the events of one input, leaving out what is already stored. */
export interface Sender {
  send(batch: LineBatch): Promise<void>;
  sent(): Sent;
}

/** @param runOf the producer's run of a dataset's events of this input */
export function createSender(sink: EventSink, runOf: (dataset: Dataset) => string): Sender {
  const digest = createHash('sha256');
  const firstUnsent = new Map<string, number>();
  let sent = 0;
  let skipped = 0;

  async function firstUnsentOf(run: string): Promise<number> {
    const known = firstUnsent.get(run);
    if (known !== undefined) {
      return known;
    }
    const first = Number((await sink.lastOfRun(run)) ?? -1n) + 1;
    firstUnsent.set(run, first);
    return first;
  }

  return {
    send: async ({ dataset, firstOrdinal, lines }) => {
      const run = runOf(dataset);
      for (const line of lines) {
        digest.update(line, 'utf8').update('\n');
      }
      const stored = (await firstUnsentOf(run)) - firstOrdinal;
      const skip = Math.min(Math.max(stored, 0), lines.length);
      skipped += skip;
      for (const message of runMessages(dataset, run, firstOrdinal + skip, lines.slice(skip))) {
        await sink.send(dataset, message);
        sent += message.events;
      }
    },
    // A copy, so that asking twice is possible.
    sent: () => ({ sent, skipped, digest: digest.copy().digest('hex') }),
  };
}

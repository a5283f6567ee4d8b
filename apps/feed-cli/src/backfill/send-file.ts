import { createHash } from 'node:crypto';
import { runMessages } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import type { EventSink } from '../sink/event-sink.js';
import type { LineBatch } from './line-batch.js';

/** What was sent of one file. */
export interface SentFile {
  /** Events that this call sent. */
  readonly sent: number;
  /** Events that an earlier call had already stored. */
  readonly skipped: number;
  /** SHA-256 over the events as JSON lines, in order: equal for equal files and options. */
  readonly digest: string;
}

/** What sending reports and needs to know. */
export interface SendOptions {
  readonly sink: EventSink;
  /** The producer's run of a dataset's events of this file. */
  runOf(dataset: Dataset): string;
  onEvents(events: number): void;
}

/** Sends every event in order, leaving out what an earlier, interrupted call already stored. */
export async function sendFile(
  batches: AsyncIterable<LineBatch>,
  { sink, runOf, onEvents }: SendOptions,
): Promise<SentFile> {
  const digest = createHash('sha256');
  const firstUnsent = new Map<string, number>();
  let sent = 0;
  let skipped = 0;
  for await (const { dataset, firstOrdinal, lines } of batches) {
    const run = runOf(dataset);
    let next = firstUnsent.get(run);
    if (next === undefined) {
      next = Number((await sink.lastOfRun(run)) ?? -1n) + 1;
      firstUnsent.set(run, next);
    }
    for (const line of lines) {
      digest.update(line, 'utf8').update('\n');
    }
    const skip = Math.min(Math.max(next - firstOrdinal, 0), lines.length);
    skipped += skip;
    for (const message of runMessages(dataset, run, firstOrdinal + skip, lines.slice(skip))) {
      await sink.send(dataset, message);
      sent += message.events;
    }
    onEvents(lines.length);
  }
  return { sent, skipped, digest: digest.digest('hex') };
}

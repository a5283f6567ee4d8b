import { onTestFinished } from 'vitest';
import { systemClock } from '@assay/telemetry';
import type { LogMessage } from '../../src/event-log.js';
import type { EventLog, ReadOptions } from '../../src/event-log.js';

/** A reading under way, and what it gave so far. */
export interface Following {
  readonly messages: readonly LogMessage[];
  /** Settles when the reading ends; rejects with its error. */
  readonly done: Promise<void>;
  /** Resolves when so many messages came; rejects with the reading's error. */
  reached(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Follows a log until it is stopped or the test ends. */
export function follow(
  log: EventLog,
  from = 1n,
  options: ReadOptions & { readonly eachGroup?: () => Promise<void> } = {},
): Following {
  const messages: LogMessage[] = [];
  const abort = new AbortController();
  const read = async (): Promise<void> => {
    const reading = log.read(from, { ...options, follow: true, signal: abort.signal });
    for await (const group of reading) {
      messages.push(...group);
      await options.eachGroup?.();
    }
  };
  const done = read();
  done.catch(() => undefined);
  onTestFinished(() => abort.abort());
  return {
    messages,
    done,
    reached: async (count) => {
      let isOver = false;
      const over = done.then(() => {
        isOver = true;
      });
      // Where all have come already nobody waits for it: it may be rejected later, on purpose.
      over.catch(() => undefined);
      while (messages.length < count && !isOver) {
        await Promise.race([over, systemClock.sleep(5)]);
      }
    },
    stop: async () => {
      abort.abort();
      await done;
    },
  };
}

/** Resolves when it holds; fails after `withinMs`. */
export async function until(holds: () => boolean, withinMs = 20_000): Promise<void> {
  const startMs = systemClock.monotonicMs();
  while (!holds()) {
    if (systemClock.monotonicMs() - startMs > withinMs) {
      throw new Error(`expected within ${withinMs} ms: ${holds.toString()}`);
    }
    await systemClock.sleep(5);
  }
}

/** A message of futures with this text, of a producer's run when one is given. */
export function future(text: string, run?: string, position = 0) {
  const headers =
    run === undefined ? undefined : { 'Assay-Run': run, 'Assay-Run-Pos': String(position) };
  return {
    subject: 'market.futures.trades',
    bytes: Buffer.from(text),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** The payloads of messages, as text. */
export const textsOf = (messages: readonly LogMessage[]): string[] =>
  messages.map(({ bytes }) => Buffer.from(bytes).toString());

/** `['0', '1', …]`. */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index));

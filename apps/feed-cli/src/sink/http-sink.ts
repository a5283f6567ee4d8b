import type { FeedMessage } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import type { Clock } from '@assay/telemetry';
import { SinkError } from './sink-error.js';
import type { EventSink, SinkSummary } from './event-sink.js';

/** Tries before a service that does not answer counts as unreachable. */
const TRIES = 8;
const FIRST_PAUSE_MS = 250;

/**
 * Sends to the HTTP ingest of a running service. Every try of a message carries the same run and
 * ordinal, so that one that arrived twice is recognised.
 */
export function createHttpSink(url: string, clock: Clock): EventSink {
  const rows: Record<string, number> = {};
  let deadLetters = 0;
  return {
    lastOfRun: async (run) => {
      const response = await ask(clock, new URL(`/runs/${encodeURIComponent(run)}`, url), {});
      const { last } = (await response.json()) as { readonly last: string | null };
      return last === null ? undefined : BigInt(last);
    },
    send: async (dataset: Dataset, message: FeedMessage) => {
      const response = await ask(clock, new URL(`/ingest/${dataset.id}`, url), {
        method: 'POST',
        headers: message.headers,
        body: Buffer.from(message.bytes),
      });
      const reply = (await response.json()) as {
        readonly accepted: number;
        readonly refused: number;
      };
      rows[dataset.id] = (rows[dataset.id] ?? 0) + reply.accepted;
      deadLetters += reply.refused;
    },
    finish: (): Promise<SinkSummary> =>
      Promise.resolve({ rowsByDataset: rows, deadLetters, files: [] }),
    close: () => Promise.resolve(),
  };
}

/** One request, repeated while the service is busy, restarting or out of reach. */
async function ask(clock: Clock, url: URL, request: RequestInit): Promise<Response> {
  let problem = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) {
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
    try {
      const response = await fetch(url, request);
      if (response.ok || response.status === 422) {
        return response;
      }
      problem = `HTTP ${response.status}: ${await response.text()}`;
      if (response.status !== 429 && response.status < 500) {
        break;
      }
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      problem = cause instanceof Error ? cause.message : String(cause);
    }
  }
  throw new SinkError(`${url.href}: expected the service to take the events, was ${problem}`);
}

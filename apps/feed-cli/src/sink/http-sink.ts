import { CommandFailure } from '@assay/cli';
import type { FeedMessage } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import type { Clock } from '@assay/telemetry';
import type { EventSink, SinkSummary } from './event-sink.js';

/** Tries before a service that does not answer counts as unreachable: half a minute in all. */
const TRIES = 8;
const FIRST_PAUSE_MS = 250;

const AGAIN =
  'see that the service runs there and takes events, then run the command again: what is stored ' +
  'is not stored twice';

/**
 * Sends to the HTTP ingest of a running service. Every try of a message carries the same run and
 * ordinal, so that one that arrived twice is recognised.
 */
export function createHttpSink(url: string, clock: Clock): EventSink {
  // A service behind a path keeps it: `https://host/assay` has its runs under `/assay/runs`.
  const base = url.endsWith('/') ? url : `${url}/`;
  const rows: Record<string, number> = {};
  let deadLetters = 0;
  return {
    lastOfRun: async (run) => {
      const reply = await ask(clock, new URL(`runs/${encodeURIComponent(run)}`, base), {});
      if (typeof reply.last === 'string' && /^\d+$/.test(reply.last)) {
        return BigInt(reply.last);
      }
      if (reply.last === null) {
        return undefined;
      }
      throw failure(base, 'expected a lake service', JSON.stringify(reply).slice(0, 200));
    },
    send: async (dataset: Dataset, message: FeedMessage) => {
      const reply = await ask(clock, new URL(`ingest/${dataset.id}`, base), {
        method: 'POST',
        headers: message.headers,
        body: Buffer.from(message.bytes),
      });
      const accepted = Number(reply.accepted);
      const refused = Number(reply.refused);
      if (accepted + refused !== message.events) {
        const was = `${accepted} accepted and ${refused} refused`;
        throw failure(base, `expected an answer for ${message.events} events`, was);
      }
      rows[dataset.id] = (rows[dataset.id] ?? 0) + accepted;
      deadLetters += refused;
    },
    finish: (): Promise<SinkSummary> =>
      Promise.resolve({ rowsByDataset: rows, deadLetters, files: [] }),
    close: () => Promise.resolve(),
  };
}

/** One request, repeated while the service is busy, restarting or out of reach; its JSON reply. */
async function ask(clock: Clock, url: URL, request: RequestInit): Promise<Record<string, unknown>> {
  let problem = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) {
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
    try {
      const response = await fetch(url, request);
      const body = await response.text();
      if (response.ok || response.status === 422) {
        return objectOf(url, body);
      }
      problem = `HTTP ${response.status}: ${body.slice(0, 500)}`;
      if (response.status !== 429 && response.status < 500) {
        break;
      }
    } catch (error) {
      if (error instanceof CommandFailure) {
        throw error;
      }
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      problem = cause instanceof Error ? cause.message : String(cause);
    }
  }
  throw failure(url.href, 'expected the service to answer', problem);
}

function objectOf(url: URL, body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    throw failure(url.href, 'expected a lake service', body.slice(0, 200));
  }
}

function failure(at: string, expectation: string, was: string): CommandFailure {
  return new CommandFailure('UNREACHABLE', `${at}: ${expectation}, was ${was}`, {
    next: AGAIN,
    retryable: true,
  });
}

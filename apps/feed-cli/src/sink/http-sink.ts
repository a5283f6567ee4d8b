import { CommandFailure } from '@assay/cli';
import type { FeedMessage } from '@assay/feeds';
import { RUN_HEADER, RUN_POSITION_HEADER, type Dataset } from '@assay/schemas';
import type { Clock } from '@assay/telemetry';
import type { EventSink, SinkSummary } from './event-sink.js';

/** Tries before a service that does not answer counts as unreachable: half a minute in all. */
const TRIES = 8;
const FIRST_PAUSE_MS = 250;
/** Between two looks whether what was sent is committed. */
const COMMIT_POLL_MS = 250;

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
  /** The highest ordinal sent of each run. */
  const sent = new Map<string, bigint>();
  let deadLetters = 0;

  async function lastOfRun(run: string): Promise<bigint | undefined> {
    const reply = await ask(clock, new URL(`runs/${encodeURIComponent(run)}`, base), {});
    if (typeof reply.last === 'string' && /^\d+$/.test(reply.last)) {
      return BigInt(reply.last);
    }
    if (reply.last === null) {
      return undefined;
    }
    throw failure(base, 'expected a lake service', JSON.stringify(reply).slice(0, 200));
  }

  /** `/runs` tells what is committed: only then would a second call find it. */
  async function committed(run: string, ordinal: bigint): Promise<void> {
    while (((await lastOfRun(run)) ?? -1n) < ordinal) {
      await clock.sleep(COMMIT_POLL_MS);
    }
  }

  return {
    lastOfRun,
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
      const first = BigInt(message.headers[RUN_POSITION_HEADER]);
      sent.set(message.headers[RUN_HEADER], first + BigInt(message.events) - 1n);
    },
    finish: async (): Promise<SinkSummary> => {
      for (const [run, ordinal] of sent) {
        await committed(run, ordinal);
      }
      return { rowsByDataset: rows, deadLetters, files: [] };
    },
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

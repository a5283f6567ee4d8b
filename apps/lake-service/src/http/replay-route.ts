import { CommandFailure, toJson } from '@assay/cli';
import { formatDeadLetterId } from '@assay/schemas';
import type { Logger } from '@assay/telemetry';
import type { Hono } from 'hono';
import type { Replays, WantedReplay } from '../replay/replays.js';
import { NOT_READY } from './ingest-route.js';
import { parseReplayBody } from './replay-body.js';

/** What the route needs to know of the rest. */
export interface ReplayRouteParts {
  readonly replay: Replays;
  /** Whether it takes events in. */
  isReady(): boolean;
  readonly logger: Logger;
}

/**
 * `POST /dead-letters/replay`: letters back into the log, as `lake-service dead-letters replay`
 * brings them. The reply is a line of JSON a letter, as it goes, and a last one with the
 * `summary` or the `error`. A client that goes away ends it between two letters.
 */
export function addReplayRoute(app: Hono, { replay, isReady, logger }: ReplayRouteParts): void {
  app.post('/dead-letters/replay', async (context) => {
    let wanted: WantedReplay;
    try {
      wanted = parseReplayBody(await context.req.text());
    } catch (error) {
      if (!(error instanceof CommandFailure)) {
        throw error;
      }
      return context.json({ error: { code: error.code, message: error.message } }, 400);
    }
    if (!isReady()) {
      const error = { code: 'NOT_READY', message: NOT_READY };
      return context.json({ error }, 503, { 'Retry-After': '1' });
    }
    const gone = new AbortController();
    const lines = new ReadableStream<Uint8Array>({
      start: async (stream) => {
        const tell = (line: object) => {
          if (!gone.signal.aborted) {
            stream.enqueue(Buffer.from(`${toJson(line)}\n`, 'utf8'));
          }
        };
        try {
          const summary = await replay({
            ...wanted,
            signal: gone.signal,
            onOutcome: ({ id, kind, detail }) => {
              tell({ id: formatDeadLetterId(id), outcome: kind, detail });
            },
          });
          tell({ summary });
        } catch (error) {
          logger.error('a replay of dead letters failed', { error });
          const message = error instanceof Error ? error.message : String(error);
          tell({ error: { code: 'REPLAY_FAILED', message } });
        }
        if (!gone.signal.aborted) {
          stream.close();
        }
      },
      cancel: () => gone.abort(),
    });
    return context.body(lines, 200, { 'Content-Type': 'application/x-ndjson' });
  });
}

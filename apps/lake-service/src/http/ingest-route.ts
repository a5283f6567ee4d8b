import type { DatasetRegistry } from '@assay/schemas';
import type { Metrics } from '@assay/telemetry';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Ingest, IngestReply } from './ingest.js';

/** What the route needs to know of the rest. */
export interface IngestRouteParts {
  readonly registry: DatasetRegistry;
  readonly ingest: Ingest;
  /** Largest accepted request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Whether it takes events in: not before recovery, and not while it drains. */
  isReady(): boolean;
  readonly metrics: Metrics;
}

/** What `NOT_READY` says. */
export const NOT_READY =
  'the service is starting or stopping, or its event log is out of reach: try again soon';

type Refusal = Exclude<IngestReply['status'], 200 | 422> | 404 | 405 | 415;

/** `POST /ingest/<dataset id>`: events into the log, with what became of each in the reply. */
export function addIngestRoute(app: Hono, parts: IngestRouteParts): void {
  const { registry, ingest, maxBodyBytes } = parts;
  const count = ingestCounters(parts.metrics);
  const refuse = (context: Context, status: Refusal, code: string, message: string) => {
    count(status);
    const headers = status === 429 || status === 503 ? { 'Retry-After': '1' } : undefined;
    return context.json({ error: { code, message } }, status, headers);
  };

  app.post(
    '/ingest/:dataset',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) => {
        const message = `expected at most ${maxBodyBytes} bytes (INGEST_MAX_BYTES), was more`;
        return refuse(context, 413, 'TOO_LARGE', message);
      },
    }),
    async (context) => {
      const name = context.req.param('dataset');
      const dataset = registry.find(name);
      if (dataset?.subject === undefined || dataset.tier !== 'bronze') {
        const known = registry.all.filter((each) => each.tier === 'bronze');
        const ids = known.map((each) => each.id).join(', ');
        return refuse(context, 404, 'UNKNOWN_DATASET', `expected one of ${ids}, was "${name}"`);
      }
      const encoding = context.req.header('content-encoding') ?? 'identity';
      if (encoding !== 'identity') {
        const message = `Content-Encoding: expected none, was "${encoding}": send the body as it is`;
        return refuse(context, 415, 'UNSUPPORTED_ENCODING', message);
      }
      const bytes = await readBody(context);
      if (bytes === undefined) {
        return refuse(context, 400, 'BODY_INCOMPLETE', 'expected the whole body, was cut off');
      }
      // Asked after the body, which may take long to come: while draining nothing new may begin.
      if (!parts.isReady()) {
        return refuse(context, 503, 'NOT_READY', NOT_READY);
      }
      const reply = await ingest({
        dataset,
        contentType: (context.req.header('content-type') ?? '').toLowerCase(),
        run: context.req.header('assay-run'),
        runPosition: context.req.header('assay-run-pos'),
        bytes,
      });
      count(reply.status, dataset.id, reply.body);
      const headers =
        reply.status === 429 || reply.status === 503 ? { 'Retry-After': '1' } : undefined;
      return context.json(reply.body, reply.status, headers);
    },
  );

  // After POST: every other method of the path.
  app.all('/ingest/:dataset', (context) => {
    context.header('Allow', 'POST');
    const message = `expected POST, was ${context.req.method}`;
    return refuse(context, 405, 'METHOD_NOT_ALLOWED', message);
  });
}

/** Undefined when the client went away before the end: nothing of it is stored. */
async function readBody(context: Context): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await context.req.arrayBuffer());
  } catch {
    return undefined;
  }
}

function ingestCounters(metrics: Metrics) {
  const requests = metrics.counter({
    name: 'assay_ingest_requests_total',
    help: 'Requests to /ingest, by HTTP status.',
    labels: ['status'],
  });
  const events = metrics.counter({
    name: 'assay_ingest_events_total',
    help: 'Events that /ingest made durable: accepted as rows, or refused as dead letters.',
    labels: ['dataset', 'outcome'],
  });
  return (status: number, dataset?: string, body: IngestReply['body'] = {}) => {
    requests.add(1, { status: String(status) });
    for (const outcome of ['accepted', 'refused']) {
      const value = body[outcome];
      if (dataset !== undefined && typeof value === 'number' && value > 0) {
        events.add(value, { dataset, outcome });
      }
    }
  };
}

import { toPlain } from '@assay/cli';
import type { DatasetRegistry } from '@assay/schemas';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ServiceStatus } from '../service.js';
import type { ServiceVersion } from '../version.js';
import type { Ingest } from './ingest.js';

/** What the HTTP side of the service needs to know of the rest. */
export interface HttpParts {
  readonly registry: DatasetRegistry;
  readonly ingest: Ingest;
  /** Largest accepted request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Why the service cannot go on; undefined while it is well. */
  failure(): Error | undefined;
  /** Whether it takes events in: not before recovery, and not while it drains. */
  isReady(): boolean;
  /** Where the service stands, for people and probes. */
  status(): Promise<ServiceStatus | undefined>;
  metricsText(): Promise<string>;
  /** The highest ordinal of a producer's run that is stored; undefined when none is. */
  lastOfRun(run: string): bigint | undefined;
  readonly version: ServiceVersion;
}

/** The HTTP application: health, ready, metrics, version and ingest. */
export function createHttpApp(parts: HttpParts): Hono {
  const app = new Hono();
  app.get('/health', async (context) => {
    const failure = parts.failure();
    if (failure !== undefined) {
      return context.json({ status: 'failed', error: failure.message }, 503);
    }
    return context.json({ status: 'ok', bronze: toPlain(await parts.status()) ?? null });
  });
  app.get('/ready', (context) =>
    parts.isReady() && parts.failure() === undefined
      ? context.json({ ready: true })
      : context.json({ ready: false }, 503),
  );
  app.get('/version', (context) => context.json(parts.version));
  app.get('/metrics', async (context) =>
    context.text(await parts.metricsText(), 200, { 'Content-Type': 'text/plain; version=0.0.4' }),
  );
  app.get('/runs/:run', (context) => {
    const run = context.req.param('run');
    const last = parts.lastOfRun(run);
    return context.json({ run, last: last === undefined ? null : last.toString() });
  });
  app.post(
    '/ingest/:dataset',
    bodyLimit({
      maxSize: parts.maxBodyBytes,
      onError: (context) => {
        const message = `expected at most ${parts.maxBodyBytes} bytes (INGEST_MAX_BYTES)`;
        return context.json({ error: { code: 'TOO_LARGE', message } }, 413);
      },
    }),
    async (context) => {
      const dataset = parts.registry.find(context.req.param('dataset'));
      if (dataset?.subject === undefined || dataset.tier !== 'bronze') {
        const known = parts.registry.all.filter((each) => each.tier === 'bronze');
        const ids = known.map((each) => each.id).join(', ');
        const message = `expected one of ${ids}, was "${context.req.param('dataset')}"`;
        return context.json({ error: { code: 'UNKNOWN_DATASET', message } }, 404);
      }
      if (!parts.isReady()) {
        const message = 'the service is starting or stopping: try again soon';
        return context.json({ error: { code: 'NOT_READY', message } }, 503, { 'Retry-After': '1' });
      }
      const reply = await parts.ingest({
        dataset,
        contentType: (context.req.header('content-type') ?? '').toLowerCase(),
        run: context.req.header('assay-run'),
        runPosition: context.req.header('assay-run-pos'),
        bytes: new Uint8Array(await context.req.arrayBuffer()),
      });
      const headers = reply.status === 429 ? { 'Retry-After': '1' } : undefined;
      return context.json(reply.body, reply.status, headers);
    },
  );
  app.notFound((context) => {
    const message =
      'expected /health, /ready, /metrics, /version, /runs/<run> or /ingest/<dataset>';
    return context.json({ error: { code: 'NOT_FOUND', message } }, 404);
  });
  app.onError((error, context) =>
    context.json({ error: { code: 'INTERNAL', message: error.message } }, 500),
  );
  return app;
}

import { toPlain } from '@assay/cli';
import type { Logger } from '@assay/telemetry';
import { Hono } from 'hono';
import type { RunState, ServiceStatus } from '../service-parts.js';
import type { ServiceVersion } from '../version.js';
import { addIngestRoute, NOT_READY, type IngestRouteParts } from './ingest-route.js';
import { addReplayRoute, type ReplayRouteParts } from './replay-route.js';

/** What the HTTP side of the service needs to know of the rest. */
export interface HttpParts extends IngestRouteParts, ReplayRouteParts {
  /** Why the service cannot go on; undefined while it is well. */
  failure(): Error | undefined;
  /** Where the service stands, for people and probes. */
  status(): Promise<ServiceStatus | undefined>;
  metricsText(): Promise<string>;
  /** How far a producer's run is stored; undefined before the service has started. */
  lookUpRun(run: string): RunState | undefined;
  readonly logger: Logger;
  readonly version: ServiceVersion;
}

const ROUTES =
  '/health, /ready, /metrics, /version, /runs/<run>, POST /ingest/<dataset> or ' +
  'POST /dead-letters/replay';

/** The HTTP application: health, ready, metrics, version, runs and ingest. */
export function createHttpApp(parts: HttpParts): Hono {
  const app = new Hono();
  app.get('/health', async (context) => {
    const failure = parts.failure();
    if (failure !== undefined) {
      return context.json({ status: 'failed', error: failure.message }, 503);
    }
    const status = await parts.status();
    if (status === undefined) {
      return context.json({ status: 'ok', bronze: null });
    }
    const { signals, gold, ...bronze } = status;
    return context.json(toPlain({ status: 'ok', bronze, signals, gold }));
  });
  app.get('/ready', (context) =>
    parts.isReady() ? context.json({ ready: true }) : context.json({ ready: false }, 503),
  );
  app.get('/version', (context) => context.json(parts.version));
  app.get('/metrics', async (context) => {
    await parts.status();
    const contentType = 'text/plain; version=0.0.4; charset=utf-8';
    return context.body(await parts.metricsText(), 200, { 'Content-Type': contentType });
  });
  app.get('/runs/:run', (context) => {
    const run = context.req.param('run');
    const state = parts.isReady() ? parts.lookUpRun(run) : undefined;
    if (state === undefined) {
      const message = `${NOT_READY}; or its shard is not stored by this process now (see /health)`;
      const error = { code: 'NOT_READY', message };
      return context.json({ error }, 503, { 'Retry-After': '1' });
    }
    const last = state.last ?? null;
    return context.json(toPlain({ run, last, stored: state.stored }));
  });
  addIngestRoute(app, parts);
  addReplayRoute(app, parts);
  app.notFound((context) => {
    const { method, path } = context.req;
    const message = `expected ${ROUTES}, was ${method} ${path}`;
    return context.json({ error: { code: 'NOT_FOUND', message } }, 404);
  });
  app.onError((error, context) => {
    const { method, path } = context.req;
    parts.logger.error('a request failed', { method, path, error });
    return context.json({ error: { code: 'INTERNAL', message: error.message } }, 500);
  });
  return app;
}

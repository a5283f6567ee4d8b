import { BusError, type BusErrorCode, type EventLog, type OutgoingMessage } from '@assay/bus';
import { createDatasetRegistry } from '@assay/schemas';
import { nullMetrics } from '@assay/telemetry';
import { recordingLogger } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { createHttpApp, type HttpParts } from '../../src/http/app.js';
import { createIngest } from '../../src/http/ingest.js';
import { tradeLine } from '../support/events.js';
import { runHeaders } from '../support/post.js';

/** A log that does with a message what it is told. */
function logThat(append: (message: OutgoingMessage) => Promise<bigint>): EventLog {
  const none = () => Promise.reject(new Error('expected append alone'));
  const read = () => ({}) as never;
  return { append, read, state: none, markAt: none, release: none, close: none };
}

function appOver(log: EventLog, changes: Partial<HttpParts> = {}) {
  const registry = createDatasetRegistry();
  const logger = recordingLogger();
  const app = createHttpApp({
    registry,
    ingest: createIngest(log, registry),
    maxBodyBytes: 1_000_000,
    failure: () => undefined,
    isReady: () => true,
    status: () => Promise.resolve(undefined),
    metricsText: () => Promise.resolve(''),
    lookUpRun: () => undefined,
    replay: () => Promise.reject(new Error('expected no replay')),
    logger,
    metrics: nullMetrics,
    version: { name: 'lake-service', version: '0.0.0', node: 'test' },
    ...changes,
  });
  const send = () =>
    app.request('/ingest/futures.trades.v1', {
      method: 'POST',
      body: tradeLine(1),
      headers: runHeaders('feed-1', 7),
    });
  return { app, logger, send };
}

const refusing = (code: BusErrorCode) =>
  logThat(() => Promise.reject(new BusError(code, 'the log says why')));

describe('POST /ingest over a log that refuses', () => {
  it.each([
    ['BACK_PRESSURE', 429, 'BACK_PRESSURE', '1'],
    ['MESSAGE_TOO_LARGE', 413, 'MESSAGE_TOO_LARGE', null],
    ['BAD_MESSAGE', 400, 'BAD_MESSAGE', null],
    ['UNDECIDED', 503, 'NOT_STORED', '1'],
    ['UNAVAILABLE', 503, 'NOT_STORED', '1'],
    ['CLOSED', 503, 'NOT_STORED', '1'],
  ] as const)('answers %s with %i %s', async (busCode, status, code, retryAfter) => {
    const response = await appOver(refusing(busCode)).send();
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    const body = (await response.json()) as { error: { code: string; message: string } };
    expect(body.error.code).toBe(code);
    expect(body.error.message).toContain('the log says why');
  });

  it('answers only once the log says that the message is durable', async () => {
    let acknowledge: (sequence: bigint) => void = () => undefined;
    const messages: OutgoingMessage[] = [];
    const log = logThat((message) => {
      messages.push(message);
      return new Promise((resolve) => (acknowledge = resolve));
    });
    let isAnswered = false;
    const reply = Promise.resolve(appOver(log).send()).finally(() => (isAnswered = true));
    await expect.poll(() => messages.length).toBe(1);
    expect(isAnswered).toBe(false);
    acknowledge(5n);
    expect(await (await reply).json()).toMatchObject({
      sequence: '5',
      lines: [{ line: 1, position: String(5 * 65_536) }],
    });
    expect(messages[0]).toMatchObject({
      subject: 'market.futures.trades',
      headers: { 'Assay-Run': 'feed-1', 'Assay-Run-Pos': '7' },
    });
  });

  it('answers 500 where something else goes wrong, and logs it', async () => {
    const { send, logger } = appOver(logThat(() => Promise.reject(new Error('a mistake'))));
    const response = await send();
    expect(response.status).toBe(500);
    expect(logger.lines).toMatchObject([
      { level: 'error', fields: { method: 'POST', path: '/ingest/futures.trades.v1' } },
    ]);
  });
});

describe('a service that is not ready', () => {
  it('takes nothing in and says so', async () => {
    let appended = 0;
    const log = logThat(() => Promise.resolve(BigInt((appended += 1))));
    const { app, send } = appOver(log, { isReady: () => false });
    const response = await send();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ error: { code: 'NOT_READY' } });
    expect(appended).toBe(0);
    expect((await app.request('/ready')).status).toBe(503);
    expect((await app.request('/runs/a')).status).toBe(503);
    expect((await app.request('/health')).status).toBe(200);
  });

  it('tells in its health why it failed', async () => {
    const failure = new Error('the disk is full');
    const { app } = appOver(refusing('UNAVAILABLE'), { failure: () => failure });
    const response = await app.request('/health');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'failed', error: 'the disk is full' });
  });
});

describe('a body that is packed', () => {
  it('is refused, not stored as what it is not', async () => {
    const { app } = appOver(refusing('UNAVAILABLE'));
    const reply = await app.request('/ingest/futures.trades.v1', {
      method: 'POST',
      body: tradeLine(1),
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(reply.status).toBe(415);
    expect(await reply.text()).toContain('Content-Encoding: expected none, was \\"gzip\\"');
  });
});

describe('another method than POST at /ingest', () => {
  it.each(['GET', 'PUT', 'DELETE'])(
    'is refused by name, and told what is allowed: %s',
    async (method) => {
      const { app } = appOver(refusing('CLOSED'));
      const response = await app.request('/ingest/futures.trades.v1', { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      expect(error).toEqual({
        code: 'METHOD_NOT_ALLOWED',
        message: `expected POST, was ${method}`,
      });
    },
  );
});

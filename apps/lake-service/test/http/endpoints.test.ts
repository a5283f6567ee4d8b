import { describe, expect, it } from 'vitest';
import { tradeLine, tradeLines } from '../support/events.js';
import { parseMetrics } from '../support/parse-metrics.js';
import { post, runHeaders } from '../support/post.js';
import { makeService, startService } from '../support/running-service.js';

const TRADES = '/ingest/futures.trades.v1';

async function getJson(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

describe('GET /health', () => {
  it('tells where Bronze, signals and Gold stand', async () => {
    const { url } = await startService({ BRONZE_MAX_SECONDS: '60' });
    await post(url(TRADES), tradeLines(0, 3));
    const counts = { events: 0, rows: 0, deadLetters: 0, batches: 0, lagMessages: '1' };
    expect(await getJson(url('/health'))).toEqual({
      status: 200,
      body: {
        status: 'ok',
        bronze: {
          ...counts,
          shards: { market: { role: 'active', committedTo: '0', epoch: 1, ...counts } },
        },
        signals: {
          phase: expect.stringMatching(/^(catching-up|live)$/) as unknown,
          positions: expect.any(Array) as unknown,
          ...{ rowsRead: expect.any(Number) as unknown, rowsStored: 0, missed: 0 },
        },
        gold: {
          ...{ role: 'active', committedTo: '0', epoch: 1, lagMessages: '0' },
          ...{ rows: 0, deadLetters: 0, repeats: 0, ownPublications: 0, batches: 0 },
        },
      },
    });
  });

  it('tells nothing of what COMPONENTS leaves to other processes', async () => {
    const { url } = await startService({ COMPONENTS: 'bronze' });
    const { body } = await getJson(url('/health'));
    expect(Object.keys(body as object)).toEqual(['status', 'bronze']);
  });
});

describe('GET /ready and GET /version', () => {
  it('say that the service takes events in, and what it is', async () => {
    const { url } = await startService();
    expect(await getJson(url('/ready'))).toEqual({ status: 200, body: { ready: true } });
    expect(await getJson(url('/version'))).toEqual({
      status: 200,
      body: { name: 'lake-service', version: '0.0.0', node: 'test' },
    });
  });
});

describe('GET /runs/<run>', () => {
  it('tells how far a run is stored without a hole, and beyond, whatever its name', async () => {
    const { url } = await startService({ BRONZE_MAX_EVENTS: '1' });
    const run = 'sim-7/futures trades?ä=1%';
    const path = `/runs/${encodeURIComponent(run)}`;
    expect(await getJson(url(path))).toEqual({
      status: 200,
      body: { run, last: null, stored: [] },
    });
    await post(url(TRADES), tradeLines(0, 2), runHeaders('feed-1', 0));
    const large = { 'Assay-Run': 'feed-1', 'Assay-Run-Pos': '9007199254740993' };
    await post(url(TRADES), tradeLines(0, 5), large);
    const stored = [
      { from: '0', to: '1' },
      { from: '9007199254740993', to: '9007199254740997' },
    ];
    await expect
      .poll(() => getJson(url('/runs/feed-1')))
      .toEqual({ status: 200, body: { run: 'feed-1', last: '1', stored } });
  });
});

describe('GET /metrics', () => {
  it('is Prometheus text whose counters are right', async () => {
    const { service, url } = await startService({ BRONZE_MAX_EVENTS: '4' });
    await post(url(TRADES), [tradeLines(0, 3), tradeLine(9, { x: '1', size: '0' })].join('\n'));
    await post(url(TRADES), '{}');
    await post(url(TRADES), '');
    await expect.poll(async () => (await service.status())?.shards.market.committedTo).toBe(1n);
    const response = await fetch(url('/metrics'));
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = parseMetrics(await response.text());
    const trades = 'dataset="futures.trades.v1"';
    expect(metrics).toMatchObject({
      'assay_ingest_requests_total{status="200"}': 1,
      'assay_ingest_requests_total{status="422"}': 1,
      'assay_ingest_requests_total{status="400"}': 1,
      [`assay_ingest_events_total{${trades},outcome="accepted"}`]: 3,
      [`assay_ingest_events_total{${trades},outcome="refused"}`]: 2,
      'assay_wal_messages_total{sequence="market"}': 2,
      [`assay_bronze_rows_total{shard="market",${trades}}`]: 3,
      'assay_bronze_events_total{shard="market",outcome="row"}': 3,
      'assay_bronze_events_total{shard="market",outcome="dead_letter"}': 1,
      'assay_bronze_dead_letters_total{shard="market",reason="OUT_OF_RANGE"}': 1,
      'assay_bronze_batches_total{shard="market",reason="events"}': 1,
      'assay_bronze_committed_sequence{shard="market"}': 1,
      'assay_bronze_lag_messages{shard="market"}': 1,
      'assay_gold_lag_messages{shard="levels"}': 0,
      'assay_gold_shard_active{shard="levels"}': 1,
    });
  });
});

describe('any other request', () => {
  it.each([
    ['GET', '/'],
    ['POST', '/health'],
    ['GET', '/runs/'],
  ])('%s %s is 404 and names what there is', async (method, path) => {
    const { url } = await startService();
    const response = await fetch(url(path), { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        code: 'NOT_FOUND',
        message: expect.stringContaining(`was ${method} ${path}`) as unknown,
      },
    });
  });
});

describe('a service that has ended', () => {
  it('has committed everything, tells where it stood, and can be followed by another', async () => {
    const { service, url } = await startService({ BRONZE_MAX_SECONDS: '60' });
    await post(url(TRADES), tradeLines(0, 3), runHeaders('a', 0));
    const address = url('/health');
    await service.stop();
    expect(await service.status()).toMatchObject({
      rows: 3,
      lagMessages: 0n,
      shards: { market: { committedTo: 1n } },
    });
    await expect(fetch(address)).rejects.toThrow();
    await service.stop();
  });

  it('starts only where its port is free, and then leaves nothing open', async () => {
    const first = await startService();
    const port = new URL(first.service.url).port;
    const second = await makeService({ HTTP_PORT: port });
    await expect(second.service.start()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(port) as unknown,
    });
    await first.service.stop();
  });
});

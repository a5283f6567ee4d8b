import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tradeLines } from './support/events.js';
import { countRows } from './support/lake.js';
import { parseMetrics } from './support/parse-metrics.js';
import { post } from './support/post.js';
import { makeService } from './support/running-service.js';

const TRADES = '/ingest/futures.trades.v1';

/** Makes a commit log of Gold unreadable. */
async function damage(dataRoot: string, shard: string): Promise<void> {
  const folder = join(dataRoot, '_lake/gold', shard, 'log');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '00000000000000000001.json'), '{"damaged":');
}

describe('a service whose engine or Gold cannot go on', () => {
  it.each([
    ['signals', 'signals-SPY', { signals: { phase: 'failed' } }],
    ['gold', 'levels', { gold: { role: 'failed' } }],
  ])('stores Bronze all the same, and shows it: %s', async (part, shard, expected) => {
    const { service, dataRoot, logger, url } = await makeService({ BRONZE_MAX_SECONDS: '0.2' });
    await damage(dataRoot, shard);
    await service.start();
    const reply = await post(url(TRADES), tradeLines(0, 5));
    expect(reply.status).toBe(200);
    await expect
      .poll(() => countRows(dataRoot, 'bronze/futures/trades').catch(() => 0), { timeout: 10_000 })
      .toBe(5);
    const health = await fetch(url('/health'));
    expect(health.status).toBe(200);
    const body = (await health.json()) as Record<string, { readonly problem?: string }>;
    expect(body).toMatchObject(expected);
    expect(body[part].problem).toMatch(/entry|JSON/);
    const words = 'a part of the service cannot go on: Bronze does, without it';
    const told = logger.lines.filter(({ message }) => message === words);
    expect(told.map(({ level, fields }) => [level, fields['part']])).toContainEqual([
      'error',
      part,
    ]);
    const samples = parseMetrics(await (await fetch(url('/metrics'))).text());
    expect(JSON.stringify(samples)).toContain('assay_service_part_failed');
    await service.stop();
  });
});

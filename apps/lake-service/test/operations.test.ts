import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../test-servers.mjs';
import { startService } from './support/running-service.js';

const PAGE = new URL('../../../docs/operations.md', import.meta.url);

async function metricsOf(env: Record<string, string>): Promise<string> {
  const { url } = await startService(env);
  return (await fetch(url('/metrics'))).text();
}

describe.skipIf(isSkipped('nats'))('docs/operations.md [needs nats]', () => {
  it('lists every metric of the service, over either log, and no other', async () => {
    const server = await startNatsServer();
    onTestFinished(() => server.close());
    const told = [await metricsOf({}), await metricsOf({ NATS_URL: server.url })].join('\n');
    const page = await readFile(PAGE, 'utf8');
    const named = (pattern: RegExp, where: string) =>
      [...new Set([...where.matchAll(pattern)].map(([, name]) => name))].sort();
    expect(named(/^\| `(assay_\w+)`/gm, page)).toEqual(named(/^# TYPE (assay_\w+)/gm, told));
  });
});

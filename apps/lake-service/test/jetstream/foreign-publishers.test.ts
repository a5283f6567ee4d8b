import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, programPath, startNatsServer } from '../../../../test-servers.mjs';
import { ONE_OF_EACH, tradeLine } from '../support/events.js';
import { publishPlain } from '../support/foreign-publisher.js';
import { countRows, readPlain } from '../support/lake.js';
import { post } from '../support/post.js';
import { startService } from '../support/running-service.js';

const PUBLISHER = fileURLToPath(new URL('../programs/publisher.py', import.meta.url));
const SUBJECTS: Readonly<Record<string, string>> = {
  'stocks.trades.v1': 'market.stocks.trades',
  'stocks.quotes.v1': 'market.stocks.quotes',
  'options.trades.v1': 'market.options.trades',
  'options.greeks_snapshots.v1': 'market.options.greeks',
  'futures.trades.v1': 'market.futures.trades',
  'futures.mbp10.v1': 'market.futures.mbp10',
};
const FOLDERS = [
  'stocks/trades',
  'stocks/quotes',
  'options/trades',
  'options/greeks_snapshots',
  'futures/trades',
  'futures/mbp10',
];

async function startOverNats() {
  const server = await startNatsServer();
  onTestFinished(() => server.close());
  return { server, ...(await startService({ NATS_URL: server.url })) };
}

describe.skipIf(isSkipped('nats'))('the service over JetStream [needs nats]', () => {
  it('stores every dataset from a client without headers, and from /ingest', async () => {
    const { server, service, dataRoot, url } = await startOverNats();
    const messages = Object.entries(ONE_OF_EACH).map(([dataset, payload]) => ({
      subject: SUBJECTS[dataset],
      payload,
    }));
    await publishPlain(server.port, [
      ...messages,
      // Its dataset is told by its fields; what follows is no event at all.
      { subject: 'market.futures.prints', payload: tradeLine(1) },
      { subject: 'market.stocks.trades', payload: 'not json' },
    ]);
    for (const [dataset, payload] of Object.entries(ONE_OF_EACH)) {
      const reply = await post(url(`/ingest/${dataset}`), payload);
      expect(reply, dataset).toMatchObject({ status: 200, body: { accepted: 1, refused: 0 } });
    }
    await service.stop();
    const counts = await Promise.all(
      FOLDERS.map(async (folder) => [folder, await countRows(dataRoot, `bronze/${folder}`)]),
    );
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(FOLDERS.map((each) => [each, each === 'futures/trades' ? 3 : 2])),
    );
    expect(await countRows(dataRoot, '_dlq')).toBe(1);
    expect(Object.keys((await service.status())?.shards ?? {})).toEqual([
      'MARKET_STOCKS',
      'MARKET_OPTIONS',
      'MARKET_FUTURES',
    ]);
    const runs = await readPlain(dataRoot, 'bronze/stocks', '_run, _run_pos');
    expect(runs).toEqual(Array.from({ length: 4 }, () => ({ _run: null, _run_pos: null })));
  });
});

describe.skipIf(isSkipped('python'))('a plain Python publisher [needs python] [needs nats]', () => {
  it('feeds the lake with the payloads of the seeds; rows equal what was sent', async () => {
    const { server, service, dataRoot } = await startOverNats();
    const python = spawn(await programPath('python'), [PUBLISHER, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let sent = '';
    python.stdout.on('data', (chunk: Buffer) => (sent += chunk.toString()));
    const [code] = (await once(python, 'close')) as [number];
    expect(code).toBe(0);
    await service.stop();

    const lines = sent.trim().split('\n');
    const columns = 'ts_event_ns, ts_recv_ns, source, symbol, price, size, aggressor, seq';
    const rows = await readPlain(dataRoot, 'bronze/futures/trades', columns);
    const stored = rows.map((row) => Object.values(row).map(String).join('|'));
    expect(stored.sort()).toEqual(lines.sort());
    expect(lines).toHaveLength(500);
    expect(await countRows(dataRoot, '_dlq')).toBe(0);
  });
});

import { join } from 'node:path';
import { openJetStreamLogs } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { createLocalStore } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import { stockTradeLines, tradeLines } from '../support/events.js';
import { countRows, readPlain } from '../support/lake.js';
import { startProcess, type ServiceProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };

interface Shards {
  readonly shards: Readonly<Record<string, { readonly role: string; readonly problem?: string }>>;
}

/** One lake and one server that several services share. */
async function setStage() {
  const server = await startNatsServer();
  onTestFinished(() => server.close());
  const client = await openJetStreamLogs({ servers: server.url });
  onTestFinished(() => client.close());
  const folder = await temporaryFolder();
  return {
    folder,
    serve: (settings: Readonly<Record<string, string>> = {}) =>
      startProcess(folder, ['serve', '--json'], {
        NATS_URL: server.url,
        BRONZE_MAX_SECONDS: '0.2',
        ...settings,
      }),
    publish: async (from: number, count: number) => {
      const bytes = Buffer.from(tradeLines(from, count));
      await client.append({ subject: 'market.futures.trades', headers: NDJSON, bytes });
    },
    publishStocks: async (count: number) => {
      const bytes = Buffer.from(stockTradeLines(count));
      await client.append({ subject: 'market.stocks.trades', headers: NDJSON, bytes });
    },
    seqs: async () =>
      (await readPlain(join(folder, 'data/lake'), 'bronze/futures/trades', 'seq'))
        .map(({ seq }) => Number(seq))
        .sort((one, other) => one - other),
    fence: async (shard: string) => {
      const store = createLocalStore({ root: join(folder, 'data/lake') });
      return (await readLedger({ store, tier: 'bronze', shard })).state.fence;
    },
  };
}

async function roles(service: ServiceProcess): Promise<Record<string, string>> {
  const reply = await fetch(`${await service.url}/health`);
  const { bronze } = (await reply.json()) as { readonly bronze: Shards };
  return Object.fromEntries(Object.entries(bronze.shards).map(([name, { role }]) => [name, role]));
}

const range = (count: number) => [...Array(count).keys()];

describe.skipIf(isSkipped('nats'))('several services on one lake [needs nats]', () => {
  it('store a shard each, where each is told which', { timeout: 60_000 }, async () => {
    const { folder, serve, publish, publishStocks, seqs } = await setStage();
    const services = [
      serve({ BRONZE_SHARDS: 'MARKET_FUTURES' }),
      serve({ BRONZE_SHARDS: 'MARKET_STOCKS,MARKET_OPTIONS' }),
    ] as const;
    expect(await roles(services[0])).toEqual({ MARKET_FUTURES: 'active' });
    expect(await roles(services[1])).toEqual({ MARKET_STOCKS: 'active', MARKET_OPTIONS: 'active' });
    await publish(0, 10);
    await publishStocks(7);
    for (const service of services) {
      service.kill('SIGTERM');
      const { code, stderr } = await service.ended;
      expect(code, stderr).toBe(0);
    }
    expect(await seqs()).toEqual(range(10));
    expect(await countRows(join(folder, 'data/lake'), 'bronze/stocks/trades')).toBe(7);
  });

  it('refuse a shard that is no stream', async () => {
    const { serve } = await setStage();
    const { code, stderr } = await serve({ BRONZE_SHARDS: 'MARKET_BONDS' }).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('BRONZE_SHARDS: expected some of MARKET_STOCKS, MARKET_OPTIONS');
  });

  it.skipIf(process.env.ASSAY_LONG !== '1')(
    'take over from one that is frozen within 10 s, and it wakes as a standby [long]',
    { timeout: 90_000 },
    async () => {
      const { serve, publish, seqs, fence } = await setStage();
      const only = { BRONZE_SHARDS: 'MARKET_FUTURES' };
      const first = serve(only);
      expect(await roles(first)).toEqual({ MARKET_FUTURES: 'active' });
      await publish(0, 10);
      await expect.poll(seqs, { timeout: 10_000 }).toEqual(range(10));
      const second = serve(only);
      expect(await roles(second)).toEqual({ MARKET_FUTURES: 'standby' });

      first.kill('SIGSTOP');
      const frozenMs = systemClock.monotonicMs();
      await publish(10, 10);
      await expect
        .poll(() => roles(second), { timeout: 20_000, interval: 100 })
        .toEqual({ MARKET_FUTURES: 'active' });
      const tookMs = systemClock.monotonicMs() - frozenMs;
      await expect.poll(seqs, { timeout: 10_000 }).toEqual(range(20));
      // Measured with the load of other tests: the lease is believed for 8 s.
      expect(tookMs).toBeLessThan(12_000);

      first.kill('SIGCONT');
      await publish(20, 10);
      await expect
        .poll(() => roles(first), { timeout: 20_000 })
        .toEqual({ MARKET_FUTURES: 'standby' });
      await expect.poll(seqs, { timeout: 10_000 }).toEqual(range(30));
      expect(await roles(second)).toEqual({ MARKET_FUTURES: 'active' });
      expect(await fence('MARKET_FUTURES')).toBe(2);

      // It hands over at once when it stops, and the other one goes on.
      second.kill('SIGTERM');
      expect((await second.ended).code).toBe(0);
      await publish(30, 10);
      await expect.poll(seqs, { timeout: 10_000 }).toEqual(range(40));
      first.kill('SIGTERM');
      const { code, stderr } = await first.ended;
      expect(code, stderr).toBe(0);
    },
  );
});

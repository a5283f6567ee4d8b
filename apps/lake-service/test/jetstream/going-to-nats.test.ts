import { join } from 'node:path';
import { openEmbeddedLog } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { createLocalStore } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import { tradeLines } from '../support/events.js';
import { foreignPayload } from '../support/foreign-payload.js';
import { filedLevels } from '../support/level-rows.js';
import { countRows } from '../support/lake.js';
import { post } from '../support/post.js';
import { runProcess, startProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = '/ingest/futures.trades.v1';

async function serveUntilStored(folder: string, env: Record<string, string>, from: number) {
  const service = startProcess(folder, ['serve', '--json'], env);
  const { status } = await post(`${await service.url}${TRADES}`, tradeLines(from, 10));
  expect(status).toBe(200);
  service.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code, stderr).toBe(0);
}

/** A producer beside the service, whose signal nobody has stored when it is killed. */
async function publishLevel(root: string): Promise<void> {
  const log = await openEmbeddedLog({ root });
  const bytes = Buffer.from(foreignPayload(1_765_895_401_000));
  await log.levels.append({ subject: 'levels.signals', bytes });
  await log.close();
}

describe.skipIf(isSkipped('nats'))('a lake that goes to NATS [needs nats]', () => {
  it(
    'has what its embedded log held, and seals its shard: no name lets it be stored again',
    { timeout: 180_000 },
    async () => {
      const server = await startNatsServer();
      onTestFinished(() => server.close());
      const folder = await temporaryFolder();
      const lake = join(folder, 'data/lake');
      const rows = () => countRows(lake, 'bronze/futures/trades');

      const first = startProcess(folder, ['serve'], { BRONZE_MAX_SECONDS: '3600' });
      await post(`${await first.url}${TRADES}`, tradeLines(0, 10));
      first.kill('SIGKILL');
      await first.ended;
      expect(await rows()).toBe(0);
      await publishLevel(`${folder}/data/wal`);

      await serveUntilStored(folder, { NATS_URL: server.url }, 10);
      expect(await rows()).toBe(20);
      expect(await filedLevels(lake)).toEqual({ desk: [1, 1] });
      const store = createLocalStore({ root: lake });
      const { seals } = await readLedger({ store, tier: 'bronze', shard: 'market' });
      expect(seals.map(({ reason, place }) => [reason, place])).toEqual([
        ['followed', 'MARKET_STOCKS,MARKET_OPTIONS,MARKET_FUTURES'],
      ]);
      await serveUntilStored(folder, { NATS_URL: server.url }, 20);
      expect(await rows()).toBe(30);

      const back = await runProcess(folder, ['serve']);
      expect([back.code, back.stderr]).toEqual([2, expect.stringMatching(/market.*MARKET_STOCKS/)]);
      expect(back.stderr).toMatch(/next: .*new folder as WAL_ROOT/);
      const renamed = await runProcess(folder, ['serve'], { BRONZE_SHARDS: 'other' });
      expect([renamed.code, renamed.stderr]).toEqual([
        2,
        expect.stringContaining('which this lake stores as shard market'),
      ]);
      await serveUntilStored(folder, { BRONZE_SHARDS: 'other', WAL_ROOT: 'data/wal-2' }, 30);
      expect(await rows()).toBe(40);
    },
  );
});

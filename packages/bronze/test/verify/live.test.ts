import { readdir } from 'node:fs/promises';
import { futuresTrades } from '@assay/schemas';
import { expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createScene, scratchFolder, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const BATCHES = process.env['ASSAY_LONG'] === '1' ? 200 : 12;

/** Stores one batch after another, two files each. */
async function storeOn(scene: Scene): Promise<void> {
  const writer = scene.writer({ limits: { maxSeconds: 3_600 }, query: { threads: 1 } });
  await writer.start();
  for (let batch = 1; batch <= BATCHES; batch += 1) {
    const rows = ['ESZ4', 'NQZ4'].map((symbol) => futuresTrade(batch, { symbol }));
    await scene.log.market.append(message(futuresTrades, rows));
    await writer.flushAll();
  }
  await writer.stop();
}

describeOnBothStores('verify', { s3: 'usual' }, (makeLake) => {
  it('proves a lake that is being written, again and again', async () => {
    const scene = await createScene(makeLake);
    let isOver = false;
    const storing = storeOn(scene).finally(() => {
      isOver = true;
    });
    const seen: number[] = [];
    while (!isOver) {
      const { problems, counts } = await verifyBronze({ store: scene.store });
      expect(problems).toEqual([]);
      seen.push(counts.commits);
    }
    await storing;
    const { problems, counts } = await verifyBronze({ store: scene.store });
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ commits: BATCHES, rows: 2 * BATCHES });
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  }, 600_000);

  it('finds what was put in the place of a file, past any cache, and leaves nothing behind', async () => {
    const scene = await createScene(makeLake);
    await scene.log.market.append(message(futuresTrades, [futuresTrade(1)]));
    const writer = scene.writer();
    await writer.start();
    await writer.stop();
    const scratch = await scratchFolder();
    const verify = () => verifyBronze({ store: scene.store, scratchFolder: scratch });
    expect((await verify()).problems).toEqual([]);

    const keys: string[] = [];
    for await (const { key } of scene.store.list('bronze/')) {
      keys.push(key);
    }
    const [file = ''] = keys;
    const bytes = Buffer.from(await scene.store.read(file));
    bytes[bytes.length >> 1] ^= 1;
    await scene.store.replace(file, { bytes });
    expect((await verify()).problems).toMatchObject([{ kind: 'file-altered', object: file }]);
    expect(await readdir(scratch)).toEqual([]);
  });
});

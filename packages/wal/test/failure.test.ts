import { describe, expect, it } from 'vitest';
import { createSimulatedDisk } from './support/simulated-files.js';
import { openMarket } from './support/open-sequence.js';
import { payloads, readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('a failed write', () => {
  it('rejects who waits, and every later append until the log is opened again', async () => {
    const disk = createSimulatedDisk();
    const { folder, market } = await openMarket('/wal', { files: disk.files });
    await market.append(texts('a')[0]);
    disk.failNextSync();
    const waiting = texts('b', 'c').map((one) => market.append(one));
    for (const one of waiting) {
      await expect(one).rejects.toMatchObject({ code: 'WRITE_FAILED', retryable: false });
    }
    await expect(market.append(texts('d')[0])).rejects.toMatchObject({
      code: 'LOG_FAILED',
      message: expect.stringContaining('EIO: the simulated disk could not sync') as string,
    });
    await expect(market.rotate()).rejects.toMatchObject({ code: 'LOG_FAILED' });
    await expect(market.waitForRoom()).rejects.toMatchObject({ code: 'LOG_FAILED' });
    expect(payloads(await readAll(market))).toEqual(['a']);
    await folder.close();
    const again = await openMarket('/wal', { files: disk.files });
    expect(await again.market.append(texts('e')[0])).toBe(4n);
  });

  it('ends a following reader with an error, after what is durable', async () => {
    const disk = createSimulatedDisk();
    const { market } = await openMarket('/wal', { files: disk.files });
    await market.append(texts('a')[0]);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const group of market.read(1n, { follow: true })) seen.push(...payloads(group));
    })();
    disk.failNextSync();
    await expect(market.append(texts('b')[0])).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await expect(reading).rejects.toMatchObject({ code: 'LOG_FAILED' });
    expect(seen).toEqual(['a']);
  });

  it.each(['wal.before-write', 'wal.after-write', 'wal.after-fsync'])(
    'at %s leaves a log that opens with every acknowledged message',
    async (failpoint) => {
      const root = await temporaryFolder();
      let isArmed = false;
      const { folder, market } = await openMarket(root, {
        failpoint: (name) => {
          if (isArmed && name === failpoint) throw new Error(`stopped at ${name}`);
        },
      });
      await market.append(texts('a')[0]);
      isArmed = true;
      await expect(market.append(texts('b')[0])).rejects.toMatchObject({ code: 'WRITE_FAILED' });
      await folder.close();
      const again = await openMarket(root);
      const found = payloads(await readAll(again.market));
      expect(found).toEqual(failpoint === 'wal.before-write' ? ['a'] : ['a', 'b']);
      expect(await again.market.append(texts('c')[0])).toBe(BigInt(found.length + 1));
    },
  );

  it.each(['wal.before-rotate', 'wal.after-rotate'])(
    'at %s leaves a log that opens with every acknowledged message',
    async (failpoint) => {
      const root = await temporaryFolder();
      const { folder, market } = await openMarket(root, {
        failpoint: (name) => {
          if (name === failpoint) throw new Error(`stopped at ${name}`);
        },
      });
      await market.append(texts('a')[0]);
      await expect(market.rotate()).rejects.toMatchObject({ code: 'WRITE_FAILED' });
      await folder.close();
      const again = await openMarket(root);
      expect(payloads(await readAll(again.market))).toEqual(['a']);
      expect(await again.market.append(texts('b')[0])).toBe(2n);
    },
  );
});

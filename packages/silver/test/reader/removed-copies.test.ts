import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { defineDataset, futuresTrades } from '@assay/schemas';
import { localStagingFolder } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { columnOf, DATE, HOUR_NS, rowOf, TWO_NS } from './support/rows.js';
import { createScene, type Scene } from './support/scene.js';

const small = defineDataset({ ...futuresTrades, id: 'test.trades.v1', rowGroupRows: 2_048 });
const ROWS = 12_000;

const trades = (fromNs: bigint) =>
  Array.from({ length: ROWS }, (_, index) =>
    rowOf(small, fromNs + BigInt(index), { symbol: 'ESZ4', seq: BigInt(index) }),
  );

/** Takes away what the reader holds, as who removes a cache does. */
async function removeCopies({ root }: Scene): Promise<number> {
  const folder = localStagingFolder(root);
  const names = await readdir(folder, { recursive: true });
  const held = names.filter((name) => name.includes('part-0000'));
  await Promise.all(held.map((name) => unlink(join(folder, name))));
  return held.length;
}

async function createStage() {
  const scene = await createScene();
  await scene.hours.put(small, [...trades(TWO_NS), ...trades(TWO_NS + HOUR_NS)]);
  const request = { symbol: 'ESZ4', date: DATE, columns: ['seq'] };
  const batches = scene.reader.readBatches(small, request)[Symbol.asyncIterator]();
  const next = async () => {
    const { done = false, value } = await batches.next();
    return done ? undefined : columnOf(value, 'seq');
  };
  return { scene, next };
}

describe('a reader whose copies are removed while it reads', () => {
  it('takes them again and goes on behind the last row given', async () => {
    const { scene, next } = await createStage();
    const seqs: unknown[] = [];
    let removed = 0;
    for (let batch = await next(); batch !== undefined; batch = await next()) {
      seqs.push(...batch);
      removed += await removeCopies(scene);
    }
    expect(removed).toBeGreaterThan(2);
    const hour = Array.from({ length: ROWS }, (_, index) => BigInt(index));
    expect(seqs).toEqual([...hour, ...hour]);
  });

  it('ends when an hour that is still to come was replaced as well', async () => {
    const { scene, next } = await createStage();
    expect(await next()).toHaveLength(2_048);
    await removeCopies(scene);
    await scene.hours.put(small, trades(TWO_NS + HOUR_NS).slice(1));
    const rest = async () => {
      while ((await next()) !== undefined);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'OVERTAKEN', retryable: true });
  });

  it('keeps reading an hour that is replaced while its copy is there', async () => {
    const { scene, next } = await createStage();
    let rows = (await next())?.length ?? 0;
    await scene.hours.put(small, trades(TWO_NS + HOUR_NS).slice(1));
    for (let batch = await next(); batch !== undefined; batch = await next()) {
      rows += batch.length;
    }
    expect(rows).toBe(2 * ROWS);
  });
});

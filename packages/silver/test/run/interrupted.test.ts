import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createLocalStore,
  hostDisk,
  StorageError,
  type Disk,
  type ObjectStore,
} from '@assay/storage';
import { crashAt } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { createSilverCatalog } from '../../src/index.js';
import {
  createScene,
  dataset,
  DATE,
  keyOf,
  silverFiles,
  trade,
  tradesIn,
} from './support/scene.js';

/** An hour that was compacted, and for which Bronze has got a row since. */
async function withLateRow() {
  const scene = await createScene();
  await scene.lake.add(dataset, tradesIn(14));
  await scene.compactor.compactDate(DATE, { dataset });
  await scene.lake.add(dataset, [trade(14, 40)]);
  const digest = async () => (await silverFiles(scene.store)).get(keyOf('14'));
  const history = async () =>
    (await createSilverCatalog(scene.store).day(dataset, DATE)).historyOf('ESZ4', '14');
  return { ...scene, digest, history };
}

async function stagedFiles(folder: string): Promise<string[]> {
  const owners = (await readdir(folder)).filter((name) => name.startsWith('silver'));
  const names = await Promise.all(owners.map((name) => readdir(join(folder, name))));
  return names.flat();
}

/** A disk that is full from the `nth` call of `call` on. */
function fullDisk(call: keyof Disk, nth: number): Disk {
  let calls = 0;
  const fail = () => {
    calls += 1;
    return calls < nth
      ? undefined
      : Promise.reject(
          Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' }),
        );
  };
  return {
    ...hostDisk,
    writeNew: (path, bytes) =>
      (call === 'writeNew' ? fail() : undefined) ?? hostDisk.writeNew(path, bytes),
    link: (from, to) => (call === 'link' ? fail() : undefined) ?? hostDisk.link(from, to),
    rename: (from, to) => (call === 'rename' ? fail() : undefined) ?? hostDisk.rename(from, to),
    syncFile: (path) => (call === 'syncFile' ? fail() : undefined) ?? hostDisk.syncFile(path),
  };
}

describe('an interrupted compaction', () => {
  it.each([
    'silver.after-build',
    'silver.after-accept',
    'silver.after-entry',
    'silver.after-replace',
  ])(
    'that fails at %s leaves a legal hour and no staged file, and is healed by the next',
    async (name) => {
      const { open, digest, history, compactor, stagingFolder } = await withLateRow();
      const failing = open({ failpoint: crashAt(name) });
      await expect(failing.compactDate(DATE, { dataset })).rejects.toMatchObject({
        code: 'COMPACTION_FAILED',
      });
      expect(await history()).toContain(await digest());
      expect(await stagedFiles(stagingFolder)).toEqual([]);
      const [healed] = await compactor.compactDate(DATE, { dataset });
      expect(healed).toMatchObject({ rowsWritten: 11 });
      expect((await history()).at(-1)).toBe(await digest());
    },
  );

  it.each<[keyof Disk, number]>([
    ['writeNew', 1],
    ['syncFile', 1],
    ['link', 1],
    ['link', 2],
    ['rename', 1],
  ])('by a disk that is full at %s %d can be repeated', async (call, nth) => {
    const { root, open, digest, history, compactor, stagingFolder } = await withLateRow();
    const store = createLocalStore({ root, disk: fullDisk(call, nth) });
    await expect(open({ store }).compactDate(DATE, { dataset })).rejects.toMatchObject({
      code: 'COMPACTION_FAILED',
      retryable: true,
      failures: [{ hour: '14', error: { code: 'UNAVAILABLE', retryable: true } }],
    });
    expect(await history()).toContain(await digest());
    expect(await stagedFiles(stagingFolder)).toEqual([]);
    await compactor.compactDate(DATE, { dataset });
    expect((await history()).at(-1)).toBe(await digest());
    expect(await history()).toHaveLength(2);
  });
});

describe('a replacement whose reply is lost', () => {
  it.each([true, false])('counts when it took effect (%s), and is repeated else', async (took) => {
    const { store, open, digest, history } = await withLateRow();
    let lost = 0;
    const replaceIfSame: ObjectStore['replaceIfSame'] = async (key, source, tag) => {
      lost += 1;
      if (lost > 1) {
        return store.replaceIfSame(key, source, tag);
      }
      if (took) {
        await store.replaceIfSame(key, source, tag);
      }
      throw new StorageError('UNDECIDED', 'the reply was lost');
    };
    const compactor = open({ store: { ...store, replaceIfSame } });
    const [result] = await compactor.compactDate(DATE, { dataset });
    expect(result).toMatchObject({ status: 'success', rowsWritten: 11 });
    expect(lost).toBe(took ? 1 : 2);
    expect((await history()).at(-1)).toBe(await digest());
  });
});

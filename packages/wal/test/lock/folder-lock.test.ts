import { readFile, readdir, writeFile } from 'node:fs/promises';
import { systemRandomness, type ProcessTable } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/files/node-files.js';
import { takeFolderLock } from '../../src/lock/folder-lock.js';
import type { FolderLock } from '../../src/lock/folder-lock.js';
import { openMarket } from '../support/open-sequence.js';
import { texts } from '../support/read-all.js';
import { chanceOf, createSimulatedDisk } from '../support/simulated-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A machine of its own: processes run while their pid is in `running`. */
function machine(running: Map<number, string>, host = 'host', bootId = 'boot') {
  return (pid: number): ProcessTable => ({
    self: () => ({ host, bootId, pid, processStartTime: running.get(pid) ?? '' }),
    startTime: (other) => running.get(other),
  });
}

const take = (
  folder: string,
  processes: ProcessTable,
  takeOver = false,
  files = nodeFiles,
): Promise<FolderLock> =>
  takeFolderLock({ files, folder, processes, takeOver, randomness: systemRandomness });

describe('the folder lock', () => {
  it('names its owner, and is given back', async () => {
    const root = await temporaryFolder();
    const lock = await take(root, machine(new Map([[7, '100']]))(7));
    expect(JSON.parse(await readFile(`${root}/lock.json`, 'utf8'))).toEqual({
      host: 'host',
      bootId: 'boot',
      pid: 7,
      processStartTime: '100',
      owner: lock.owner,
    });
    await lock.assertHeld();
    await lock.release();
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses while its owner runs, and names --take-over', async () => {
    const root = await temporaryFolder();
    const on = machine(
      new Map([
        [7, '100'],
        [8, '200'],
      ]),
    );
    await take(root, on(7));
    await expect(take(root, on(8))).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringMatching(/process 7 on host; stop it first.*--take-over/) as string,
    });
    await expect(take(root, on(7))).rejects.toMatchObject({ code: 'LOCKED' });
    expect(await readdir(root)).toEqual(['lock.json']);
  });

  it.each([
    ['has ended', new Map([[8, '200']])],
    [
      'has ended and its pid is used again',
      new Map([
        [7, '150'],
        [8, '200'],
      ]),
    ],
  ])('is taken over when its owner %s', async (_, running) => {
    const root = await temporaryFolder();
    await take(root, machine(new Map([[7, '100']]))(7));
    const lock = await take(root, machine(running)(8));
    await lock.assertHeld();
    expect(await readdir(root)).toEqual(['lock.json']);
  });

  it('is kept when it cannot be known whether its owner has ended', async () => {
    const root = await temporaryFolder();
    await take(root, machine(new Map([[7, '100']]))(7));
    const running = new Map([[8, '200']]);
    for (const elsewhere of [machine(running, 'other'), machine(running, 'host', 'later boot')]) {
      await expect(take(root, elsewhere(8))).rejects.toMatchObject({ code: 'LOCKED' });
    }
    await expect(
      take(
        root,
        machine(
          new Map([
            [7, ''],
            [8, '1'],
          ]),
        )(8),
      ),
    ).rejects.toMatchObject({
      code: 'LOCKED',
    });
  });

  it('is taken by force, and the owner before learns of it', async () => {
    const root = await temporaryFolder();
    const on = machine(
      new Map([
        [7, '100'],
        [8, '200'],
      ]),
    );
    const before = await take(root, on(7));
    const after = await take(root, on(8), true);
    await expect(before.assertHeld()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    await before.release();
    await after.assertHeld();
  });

  it('that cannot be read is refused, and replaced by force', async () => {
    const root = await temporaryFolder();
    await writeFile(`${root}/lock.json`, '{"pid":');
    const on = machine(new Map([[7, '100']]));
    await expect(take(root, on(7))).rejects.toMatchObject({ code: 'LOCKED' });
    await (await take(root, on(7), true)).assertHeld();
  });

  it('of a dead owner has one heir, however many processes race for it', async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const disk = createSimulatedDisk();
      const running = new Map(Array.from({ length: 6 }, (_, pid) => [pid + 1, 'start'] as const));
      await take('/wal', machine(new Map([[99, 'start']]))(99), false, disk.files);
      const chance = chanceOf(seed);
      const races = [...running.keys()].map(async (pid) => {
        for (let turn = chance(12); turn > 0; turn -= 1) await Promise.resolve();
        return take('/wal', machine(running)(pid), false, disk.files);
      });
      const won = (await Promise.allSettled(races)).filter(({ status }) => status === 'fulfilled');
      expect(won, `seed ${seed}`).toHaveLength(1);
    }
  });

  it('of a dead heir is inherited in turn, wherever that heir died', async () => {
    for (let steps = 0; steps < 25; steps += 1) {
      const disk = createSimulatedDisk();
      await take('/wal', machine(new Map([[1, 'a']]))(1), false, disk.files);
      disk.failAfter(steps);
      await take('/wal', machine(new Map([[2, 'b']]))(2), false, disk.files).catch(() => undefined);
      disk.failAfter(Number.POSITIVE_INFINITY);
      const lock = await take('/wal', machine(new Map([[3, 'c']]))(3), false, disk.files);
      await lock.assertHeld();
      const third = machine(
        new Map([
          [3, 'c'],
          [4, 'd'],
        ]),
      )(4);
      await expect(take('/wal', third, false, disk.files)).rejects.toMatchObject({
        code: 'LOCKED',
      });
    }
  });

  it('stops a log that lost it at the next rotation', async () => {
    const root = await temporaryFolder();
    const before = await openMarket(root);
    await before.market.append(texts('a')[0]);
    const after = await openMarket(root, { takeOver: true });
    await expect(before.market.rotate()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    await expect(before.market.append(texts('b')[0])).rejects.toMatchObject({
      code: 'LOG_FAILED',
    });
    await before.folder.close();
    expect(await after.market.append(texts('c')[0])).toBe(2n);
  });
});

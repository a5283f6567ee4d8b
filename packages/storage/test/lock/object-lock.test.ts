import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullLogger, systemClock, systemRandomness, type Clock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createStaging } from '../../src/index.js';
import { createObjectLocks } from '../../src/lock/object-lock.js';
import { ownerFolderName } from '../../src/staging/owner-folder.js';
import { identityOf, type ProcessIdentity } from '../../src/staging/process-identity.js';
import { freshFolder } from '../scene.js';

const isLong = process.env.ASSAY_LONG === '1';
const own = identityOf();
const ahead = (hours: number): Clock => ({
  ...systemClock,
  nowNs: () => systemClock.nowNs() + BigInt(hours) * 3_600_000_000_000n,
});

async function createScene() {
  const shared = await freshFolder();
  const folder = join(shared, 'locks');
  const warnings: string[] = [];
  const open = (options: { waitMs?: number; clock?: Clock } = {}) =>
    createObjectLocks({
      folder,
      waitMs: 50,
      clock: systemClock,
      randomness: systemRandomness,
      logger: { ...nullLogger, warn: (message) => void warnings.push(message) },
      ...options,
    });
  /** The place of the one lock there is. */
  const place = async () => {
    const [name] = await readdir(folder);
    return join(folder, name);
  };
  return { shared, folder, open, place, warnings };
}

/** A lock as a process would have left it that was killed while it held it. */
async function leave(place: string, holder: ProcessIdentity, unique: string) {
  await mkdir(place, { recursive: true });
  const said = JSON.stringify({ key: 'k', host: 'there', pid: holder.pid });
  await writeFile(join(place, ownerFolderName('lock', holder, unique)), said);
}

async function endedProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  const identity = identityOf(child.pid);
  await new Promise((resolve) => child.once('exit', resolve));
  return identity;
}

describe('createObjectLocks', () => {
  it('lets one in at a time for each object, and leaves nothing', async () => {
    const { folder, open } = await createScene();
    let inside = 0;
    let most = 0;
    const act = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await systemClock.sleep(3);
      inside -= 1;
    };
    const locks = [open({ waitMs: 10_000 }), open({ waitMs: 10_000 })];
    await Promise.all(Array.from({ length: 8 }, (_, index) => locks[index % 2].hold('k', act)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
    await Promise.all(['a', 'b'].map((key) => locks[0].hold(key, act)));
    expect(most).toBe(2);
  });

  it('gives the lock back when the work fails', async () => {
    const { folder, open } = await createScene();
    const failure = new Error('no');
    await expect(open().hold('k', () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes the lock of a process that has ended, and of many who do so lets one in', async () => {
    const { open, place } = await createScene();
    let where = '';
    await open().hold('k', async () => {
      where = await place();
    });
    const dead = await endedProcess();
    for (let round = 0; round < (isLong ? 200 : 20); round += 1) {
      await leave(where, dead, `00${round}`);
      let inside = 0;
      let most = 0;
      const act = async () => {
        inside += 1;
        most = Math.max(most, inside);
        await systemClock.sleep(1);
        inside -= 1;
      };
      await Promise.all(Array.from({ length: 8 }, () => open({ waitMs: 10_000 }).hold('k', act)));
      expect(most).toBe(1);
    }
  });

  it('takes the lock of an earlier process of the same number', async () => {
    const { open, place } = await createScene();
    const locks = open();
    const where = await locks.hold('k', place);
    await leave(where, { ...own, started: '1' }, '00');
    expect(await locks.hold('k', async () => 'in')).toBe('in');
  });

  it('waits for one who lives, and for one who cannot be asked a day', async () => {
    const { open, place } = await createScene();
    const where = await open().hold('k', place);
    await leave(where, own, '00');
    const patient = open({ clock: ahead(1000) }).hold('k', async () => 'in');
    await expect(patient).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(patient).rejects.toThrow(`k: expected its lock to be free within 50 ms`);
    await expect(patient).rejects.toThrow(`was held by process ${own.pid} on there`);
    await rm(where, { recursive: true });

    await leave(where, { ...own, space: '00000000' }, '00');
    const early = open({ clock: ahead(23) }).hold('k', async () => 'in');
    await expect(early).rejects.toThrow('was held by');
    expect(await open({ clock: ahead(25) }).hold('k', async () => 'in')).toBe('in');
  });

  it('tells of a lock that somebody removed while it was held', async () => {
    const { folder, open, warnings } = await createScene();
    await open().hold('k', () => rm(folder, { recursive: true }));
    expect(warnings).toEqual(['a lock was removed while it was held']);
  });
});

describe('Staging.clear, of locks', () => {
  it('removes those of processes that have ended, and leaves the others', async () => {
    const { shared, folder } = await createScene();
    const dead = await endedProcess();
    const beginning = (holder: ProcessIdentity) => ownerFolderName('lock', holder, '00');
    await leave(join(folder, 'a'), dead, '00');
    await leave(join(folder, 'b'), own, '00');
    await leave(join(folder, beginning(dead)), dead, '00');
    await mkdir(join(folder, beginning(own)));
    await mkdir(join(folder, 'empty'));
    const staging = createStaging({ folder: shared, owner: 'next', clock: ahead(1000) });
    const clearance = await staging.clear();
    expect(clearance).toMatchObject({ removedFiles: 2, keptFolders: 2 });
    expect((await readdir(folder)).sort()).toEqual(['b', beginning(own)].sort());
  });
});

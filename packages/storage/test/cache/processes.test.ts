import { execFile } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { isSkipped, startProgram } from '../../../../test-servers.mjs';
import { bytesOf, freshFolder } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';

const PROGRAM = fileURLToPath(new URL('../programs/copier.ts', import.meta.url));
const SNAPSHOOTER = fileURLToPath(new URL('../programs/snapshooter.ts', import.meta.url));
const KEYS = ['some/a.parquet', 'some/b.parquet', 'some/c.parquet', 'other/a.parquet'];
const OBJECT_BYTES = 30_000;
const ROOM_BYTES = 70_000;
const ROUNDS = 25;

describe.skipIf(isSkipped('s3'))('local copies among processes [needs s3]', () => {
  const scene = useS3Server('versitygw');

  it('are whole, whoever removes what at any moment', { timeout: 60_000 }, async () => {
    const location = scene.freshLocation();
    const store = await scene.open(location);
    for (const key of KEYS) {
      const bytes = bytesOf(key.repeat(Math.round(OBJECT_BYTES / key.length)));
      await store.createIfAbsent(key, { bytes });
    }
    const cache = await freshFolder();
    const options = ['--conditions=@assay/source', '--import', 'tsx', PROGRAM];
    const task = [JSON.stringify(location), cache, `${ROOM_BYTES}`, `${ROUNDS}`, ...KEYS];
    let working = true;
    const copiers = Promise.all(
      Array.from({ length: 2 }, () => promisify(execFile)(process.execPath, [...options, ...task])),
    ).finally(() => {
      working = false;
    });
    const removing = async () => {
      while (working) {
        await rm(join(cache, 'copies'), {
          recursive: true,
          force: true,
          maxRetries: 20,
          retryDelay: 2,
        });
        await systemClock.sleep(40);
      }
    };
    const [printed] = await Promise.all([copiers, removing()]);
    expect(printed.map(({ stdout, stderr }) => [stdout, stderr])).toEqual(
      printed.map(() => [`${ROUNDS}`, '']),
    );

    // What is left is within its bounds once somebody looks, and nobody holds anything.
    const last = await scene.open(location, { cacheFolder: cache, cacheMaxBytes: ROOM_BYTES });
    for (const key of KEYS) {
      await (await last.localCopy(key)).release();
    }
    const names = await readdir(join(cache, 'copies'));
    const sizes = await Promise.all(names.map((name) => stat(join(cache, 'copies', name))));
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(ROOM_BYTES);
    expect(sizes.every(({ nlink }) => nlink === 1)).toBe(true);
  });

  it('are whole or gone where the whole cache is removed again and again', async () => {
    const location = scene.freshLocation();
    const store = await scene.open(location);
    for (const key of KEYS) {
      const bytes = bytesOf(key.repeat(Math.round(OBJECT_BYTES / key.length)));
      await store.createIfAbsent(key, { bytes });
    }
    const cache = join(await freshFolder(), 'cache');
    const task = [JSON.stringify(location), cache, `${ROOM_BYTES}`, `${ROUNDS}`, ...KEYS];
    let working = true;
    const readers = Promise.all(
      Array.from({ length: 2 }, async () => {
        const reader = await startProgram(SNAPSHOOTER, { args: task });
        return reader.ended;
      }),
    ).finally(() => {
      working = false;
    });
    const removing = async () => {
      while (working) {
        await rm(cache, { recursive: true, force: true, maxRetries: 20, retryDelay: 2 });
        await systemClock.sleep(30);
      }
    };
    const [ends] = await Promise.all([readers, removing()]);
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(ends.map(() => [0, '']));
    for (const { stdout } of ends) {
      expect(JSON.parse(stdout)).toMatchObject({ good: ROUNDS });
    }
  }, 60_000);
});

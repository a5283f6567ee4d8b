import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { futuresTrades } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { systemClock, type Clock } from '@assay/telemetry';
import { recordingLogger } from '@assay/testkit';
import { expect, it } from 'vitest';
import { deferred } from '../support/deferred.js';
import { datasetRows } from '../support/lake-rows.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog } from '../support/memory-log.js';
import { createScene, scratchFolder, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const HOUR = { maxSeconds: 3_600 };

async function append(scene: Scene, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => futuresTrade(index));
  await scene.log.market.appendBatch(rows.map((row) => message(futuresTrades, [row])));
}

const positions = async (scene: Scene) =>
  (await datasetRows(await scene.asFolder(), futuresTrades, '"_pos"')).map((row) => row._pos);

/** A clock that lets nobody wait who cannot be told to stop: not who asks the store again. */
const impatient: Clock = {
  ...systemClock,
  sleep: async (milliseconds, signal) => {
    await (signal === undefined ? undefined : systemClock.sleep(milliseconds, signal));
  },
};

/** A store whose disk is full while `isFull` says so. */
function fullable(store: ObjectStore, isFull: () => boolean): ObjectStore {
  return {
    ...store,
    createIfAbsent: async (key, source) => {
      if (isFull()) {
        throw new StorageError('UNAVAILABLE', `creating ${key}: the disk is full`, {
          retryable: true,
        });
      }
      return store.createIfAbsent(key, source);
    },
  };
}

describeOnBothStores('the life of a Bronze writer', { s3: 'long' }, (makeLake) => {
  it('begins once, however often start() is called', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: HOUR });
    await Promise.all([writer.start(), writer.recoverAll(), writer.start()]);
    await writer.start();
    await append(scene, 5);
    await writer.stop();
    expect(await positions(scene)).toHaveLength(5);
  });

  it('ends once, however often stop() is called, and leaves no staged file', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: HOUR });
    await writer.start();
    await append(scene, 5);
    await Promise.all([writer.stop(), writer.stop()]);
    await writer[Symbol.asyncDispose]();
    await writer.done;
    expect(writer.status().batches).toBe(1);
    const staged = await readdir(scene.stagingFolder);
    expect(staged.filter((name) => name.startsWith('bronze-'))).toEqual([]);
  });

  it('may end before it began, and does not begin after its end', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.stop();
    await writer.done;
    await expect(writer.start()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    await expect(writer.flushAll()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('asks for start() before it can flush or tell its status', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await append(scene, 1);
    expect(() => writer.status()).toThrow(/call start\(\) first/);
    await expect(writer.flushAll()).rejects.toThrow(/call start\(\) first/);
    await writer.recoverAll();
    await expect(writer.flushAll()).rejects.toThrow(/only recovers/);
    await writer.start();
    await writer.flushAll();
    expect(await positions(scene)).toHaveLength(1);
  });

  it('does not let a flush wait for ever once it was stopped', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: HOUR });
    await writer.start();
    await writer.stop();
    await append(scene, 1);
    await expect(writer.flushAll()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('ends with a clear error when the lake takes no more; the log keeps everything', async () => {
    const scene = await createScene(makeLake);
    const disk = { isFull: false };
    const store = fullable(scene.store, () => disk.isFull);
    const writer = scene.writer({ store, limits: HOUR, clock: impatient });
    await writer.start();
    disk.isFull = true;
    await append(scene, 10);
    const flushed = writer.flushAll();
    const stopped = writer.stop();
    await expect(flushed).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(stopped).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(writer.done).rejects.toMatchObject({ code: 'UNDECIDED' });
    expect(() => writer.status()).toThrow(/the Bronze writer has failed: .*check the store/);

    disk.isFull = false;
    const next = scene.writer({ store, limits: HOUR });
    await next.start();
    await next.stop();
    expect(new Set(await positions(scene)).size).toBe(10);
    expect(await positions(scene)).toHaveLength(10);
  });

  it('ends with a clear error when files cannot be built', async () => {
    const scene = await createScene(makeLake);
    const noFolder = join(await scratchFolder(), 'a-file');
    const writer = scene.writer({ stagingFolder: noFolder, limits: HOUR });
    await writer.start();
    await writeFile(noFolder, '');
    await append(scene, 3);
    await expect(writer.flushAll()).rejects.toMatchObject({ name: 'StorageError' });
    await expect(writer.done).rejects.toThrow(/a-file/);
    const next = scene.writer({ limits: HOUR });
    await next.start();
    await next.stop();
    expect(await positions(scene)).toHaveLength(3);
  });

  it('ends with the error of a start that failed, and leaves nothing open', async () => {
    const scene = await createScene(makeLake);
    const disk = { isFull: true };
    const store = fullable(scene.store, () => disk.isFull);
    const writer = scene.writer({ store, clock: impatient });
    await expect(writer.start()).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(writer.done).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(writer.stop()).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(writer.start()).rejects.toMatchObject({ code: 'UNDECIDED' });
  });

  it('ends when its log is closed under it, instead of waiting for ever', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: HOUR });
    await writer.start();
    await append(scene, 3);
    await scene.reopenLog();
    await expect(writer.done).rejects.toMatchObject({ code: 'LOG_CLOSED' });
    const next = scene.writer({ limits: HOUR });
    await next.start();
    await next.stop();
    expect(await positions(scene)).toHaveLength(3);
  });

  it('finishes the commit under way when reading fails, before it ends', async () => {
    const scene = await createScene(makeLake);
    const log = createMemoryLog();
    const entered = deferred();
    const slow = deferred();
    const commits: bigint[] = [];
    const writer = scene.writer({
      log,
      limits: { maxEvents: 1, maxSeconds: 3_600 },
      failpoint: async (name) => {
        if (name === 'bronze.after-build') {
          entered.resolve();
          await slow.promise;
        }
      },
      onCommit: (commit) => commits.push(commit.seq_to),
    });
    await writer.start();
    await log.append(message(futuresTrades, [futuresTrade(0)]));
    await entered.promise;
    log.failing.read = new Error('the server went away');
    await log.append(message(futuresTrades, [futuresTrade(1)]));
    await expect(writer.done).rejects.toThrow('the server went away');
    const stopped = writer.stop();
    slow.resolve();
    await expect(stopped).rejects.toThrow('the server went away');
    expect(commits).toEqual([1n]);
    expect(await positions(scene)).toEqual([65_536n]);
  });

  it('goes on, and says so, when the log cannot let go of what is stored', async () => {
    const scene = await createScene(makeLake);
    const log = createMemoryLog();
    const logger = recordingLogger();
    const writer = scene.writer({ log, logger, limits: HOUR });
    await writer.start();
    log.failing.release = new Error('no room');
    await log.append(message(futuresTrades, [futuresTrade(0)]));
    await writer.flushAll();
    expect(await positions(scene)).toHaveLength(1);
    const warning = logger.lines.find(({ level }) => level === 'warn');
    expect(warning?.message).toBe('the event log did not let go of what is stored');
    delete log.failing.release;
    await log.append(message(futuresTrades, [futuresTrade(1)]));
    await writer.stop();
    expect(log.released).toBe(2n);
  });
});

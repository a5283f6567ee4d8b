import { isSkipped } from '@assay/testkit/servers';
import { createLocalStore, hostDisk, type Disk } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { createBronzeWriter } from '../../src/index.js';
import { setStage, STREAM } from './stage.js';

const isLong = process.env.ASSAY_LONG === '1';

/** A disk that is full from the `nth` of the calls that need room. */
function fullFrom(nth: number): Disk {
  let calls = 0;
  const room = <Arguments extends unknown[], Result>(
    name: string,
    act: (...args: Arguments) => Promise<Result>,
  ) => {
    return async (...args: Arguments): Promise<Result> => {
      calls += 1;
      if (calls >= nth) {
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), {
          code: 'ENOSPC',
          syscall: name,
        });
      }
      return act(...args);
    };
  };
  return {
    ...hostDisk,
    writeNew: room('write', hostDisk.writeNew),
    syncFile: room('fsync', hostDisk.syncFile),
    link: room('link', hostDisk.link),
    makeFolder: room('mkdir', hostDisk.makeFolder),
  };
}

describe.skipIf(isSkipped('nats'))('a writer whose disk is full [needs nats]', () => {
  it.each(isLong ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20] : [7])(
    'from write %d on says so, and another one stores everything once there is room',
    { timeout: 60_000 },
    async (nth) => {
      const { lake, log, settings, publish, finish, expectProved } = await setStage('local');
      await publish(20);
      if (lake.location.kind !== 'local') throw new TypeError('expected a lake on disk');
      const writer = createBronzeWriter({
        log,
        store: createLocalStore({ root: lake.location.root, disk: fullFrom(nth) }),
        shard: STREAM,
        stagingFolder: settings.stagingFolder,
        limits: { maxEvents: 40 },
      });
      const failure = await writer
        .start()
        .then(() => writer.flushAll())
        .catch((error: unknown) => error);
      await writer.stop().catch(() => undefined);
      expect(String(failure)).toMatch(/the disk is full: free space|undecided 8 times/);
      await publish(2);
      await finish();
      await expectProved();
    },
  );
});

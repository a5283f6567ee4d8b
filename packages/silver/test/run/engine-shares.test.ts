import { describe, expect, it } from 'vitest';
import { engineShares } from '../../src/run/engine-shares.js';
import { createScene, dataset, DATE, trade } from './support/scene.js';

const MIB = 2 ** 20;

/** `lanes × threads at MiB`, of engines that are alike. */
function sharesOf(threads: number, mib: number, units: number) {
  return engineShares({ threads, memoryLimitBytes: mib * MIB }, units).map(
    (share) => `${share.threads} at ${share.memoryLimitBytes / MIB}`,
  );
}

describe('engineShares', () => {
  it('opens no more engines than there is memory for, and gives them the threads', () => {
    expect(sharesOf(8, 1_024, 24)).toEqual(Array(4).fill('2 at 256'));
    expect(sharesOf(4, 256, 24)).toEqual(['4 at 256']);
    expect(sharesOf(8, 512, 1)).toEqual(['8 at 512']);
    expect(sharesOf(2, 1_024, 24)).toEqual(['1 at 512', '1 at 512']);
  });

  it('divides the threads that are left over', () => {
    expect(sharesOf(6, 1_024, 24)).toEqual(['2 at 256', '2 at 256', '1 at 256', '1 at 256']);
  });

  it('opens one engine with the least memory, and few threads in it', () => {
    expect(sharesOf(16, 256, 24)).toEqual(['4 at 256']);
    expect(sharesOf(8, 64, 24)).toEqual(['1 at 64']);
    expect(sharesOf(8, 1_024, 0)).toEqual([]);
  });
});

describe('a compactor with more cores than memory', () => {
  it('compacts several hours in the memory of one engine', async () => {
    const { lake, open } = await createScene({ threads: 8, memoryLimitBytes: 32 * MIB });
    const seconds = Array.from({ length: 100 }, (_, second) => second);
    await lake.add(
      dataset,
      [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) => seconds.map((each) => trade(hour, each))),
    );
    const results = await open().compactDate(DATE, { dataset });
    expect(results.map(({ status }) => status)).toEqual(Array(8).fill('success'));
  });
});

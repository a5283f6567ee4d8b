import { retainBronze } from '@assay/bronze';
import { futuresTrades } from '@assay/schemas';
import { createBronzeAcceptance, createCompactor, createSilverReader } from '@assay/silver';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { countRows } from '../support/lake.js';
import { storedLake } from '../support/stored-lake.js';

const DATE = '2025-12-16';
const DAY = { dataset: futuresTrades };

/** A compacted lake of two days, retention of the first one, and a compactor that may do something else. */
async function compactedLake() {
  const { env } = await storedLake(2, true);
  const root = env.DATA_ROOT;
  const store = createLocalStore({ root });
  const compact = async (failpoint?: (name: string) => Promise<void>, isCollapsed = false) => {
    const stagingFolder = localStagingFolder(root);
    const options = { store, stagingFolder, threads: 1 };
    await using compactor = createCompactor({ ...options, ...(failpoint && { failpoint }) });
    return await compactor.compactDate(DATE, { ...DAY, collapseAmbiguous: isCollapsed });
  };
  const retain = (failpoint?: (name: string) => Promise<void>) =>
    retainBronze({
      ...{ store, before: '2025-12-17' },
      accepts: (day) => createBronzeAcceptance({ store }).problemOf(day),
      ...(failpoint && { failpoint }),
    });
  const bronzeRows = () => countRows(root, 'bronze/futures/trades');
  const silverRows = async () => {
    await using reader = createSilverReader({ store });
    return (await reader.readDate(futuresTrades, { date: DATE, all: true })).numRows;
  };
  await compact();
  return { compact, retain, bronzeRows, silverRows };
}

/** Something that one waits for and another one says. */
function signal() {
  let say: () => void = () => undefined;
  const said = new Promise<void>((resolve) => {
    say = resolve;
  });
  return { say, said };
}

/**
 * A compactor with other options has looked and built before retention writes its entry, records the hour
 * right after it, and has not replaced the file when retention would take Bronze's away.
 */
async function caughtBetween(end: () => void) {
  const lake = await compactedLake();
  const [built, retired, recorded, asked] = [signal(), signal(), signal(), signal()];
  const compaction = lake.compact(async (name) => {
    if (name === 'silver.after-accept') {
      built.say();
      await retired.said;
    }
    if (name === 'silver.after-entry') {
      recorded.say();
      await asked.said;
      end();
    }
  }, true);
  const ended = Promise.allSettled([compaction]);
  await built.said;
  const report = await lake.retain(async (name) => {
    if (name === 'bronze.retain.after-entry') {
      retired.say();
      await recorded.said;
    }
  });
  asked.say();
  await ended;
  expect(report).toMatchObject({ retired: [], removed: 0, kept: [{ date: DATE, files: 1 }] });
  expect(report.kept[0].reason).toContain('retired, and not taken away: ');
  expect(report.kept[0].reason).toContain('run `silver-cli compact --date 2025-12-16');
  expect(await lake.bronzeRows()).toBe(4);
  return lake;
}

describe('retention beside a compaction that has a record and no file yet', () => {
  it('takes nothing away until that one is done', async () => {
    const { compact, retain, bronzeRows, silverRows } = await caughtBetween(() => undefined);
    expect(await silverRows()).toBe(1);
    expect(await retain()).toMatchObject({ kept: [], removed: 1 });
    expect(await bronzeRows()).toBe(2);
    expect(await compact()).toMatchObject([{ status: 'unchanged', rowsWritten: 1 }]);
  });

  it('takes nothing away until another one has set aside what a killed one left', async () => {
    const { compact, retain, bronzeRows, silverRows } = await caughtBetween(() => {
      throw new Error('killed');
    });
    expect(await retain()).toMatchObject({ kept: [{ date: DATE, files: 1 }], removed: 0 });
    expect(await compact()).toMatchObject([{ status: 'unchanged', rowsWritten: 2 }]);
    expect(await retain()).toMatchObject({ kept: [], removed: 1 });
    expect(await bronzeRows()).toBe(2);
    expect(await silverRows()).toBe(2);
    expect(await compact()).toMatchObject([{ reason: 'frozen (1 file retired)' }]);
  });
});

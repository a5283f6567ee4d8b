import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import {
  createBronzeAcceptance,
  createSilverCatalog,
  createSilverReader,
} from '../../src/index.js';
import { withContentTags } from './support/content-tags.js';
import { createScene, dataset, DATE, keyOf, silverFiles, trade } from './support/scene.js';

const KINDS = [
  ['tags of their own', (store: ObjectStore) => store],
  ['tags of the bytes', withContentTags],
] as const;

/** Two rows that are one only for `collapseAmbiguous`, compacted as two. */
async function twoRows(kind: (store: ObjectStore) => ObjectStore) {
  const scene = await createScene({ threads: 1 });
  const store = kind(scene.store);
  const open: typeof scene.open = (options) => scene.open({ store, ...options });
  const foreign = { _run: null, _run_pos: null, seq: null };
  await scene.lake.add(dataset, [trade(14, 1, foreign), trade(14, 1, foreign)]);
  await open().compactDate(DATE, { dataset });
  const digest = async () => (await silverFiles(store)).get(keyOf('14'));
  const head = async () =>
    (await createSilverCatalog(store).day(dataset, DATE)).hourOf('ESZ4', '14');
  const compact = async () =>
    (await open().compactDate(DATE, { dataset })).map(({ status, reason }) => ({ status, reason }));
  /** Retention's question, and what it does when the answer is yes. */
  const retain = async () => {
    const files = await scene.lake.files();
    const asked = files.map((file) => ({ file, value: 'ESZ4', hour: 14 }));
    const acceptance = createBronzeAcceptance({ store });
    expect(await acceptance.problemOf({ dataset, date: DATE, files: asked })).toBeUndefined();
    await scene.lake.retire(files);
  };
  return { ...scene, store, open, digest, head, compact, retain, first: await digest() };
}

const overtaken = {
  code: 'COMPACTION_FAILED',
  retryable: true,
  failures: [{ hour: '14', error: { code: 'OVERTAKEN', retryable: true } }],
};

describe.each(KINDS)('a compactor that wakes up beside newer records, by %s', (_name, kind) => {
  it('after its entry does not put its file over the hour that a newer one made', async () => {
    const { open, digest, head, compact, retain, first } = await twoRows(kind);
    const frozen = open({
      failpoint: async (name) => {
        if (name === 'silver.after-entry') {
          expect(await compact()).toMatchObject([{ status: 'success' }]);
          await retain();
        }
      },
    });
    const waking = frozen.compactDate(DATE, { dataset, collapseAmbiguous: true });
    await expect(waking).rejects.toMatchObject(overtaken);
    expect(await digest()).toBe(first);
    expect((await head())?.output?.sha256).toBe(first);
    expect(await compact()).toEqual([{ status: 'unchanged', reason: 'frozen (1 file retired)' }]);
  });

  it("after its last look has the newest record's file there in the end", async () => {
    const { store, open, digest, head, compact, first } = await twoRows(kind);
    let puts = 0;
    const replaceIfSame: ObjectStore['replaceIfSame'] = async (...put) => {
      puts += 1;
      if (puts === 1) {
        expect(await compact()).toMatchObject([{ status: 'success' }]);
      }
      return store.replaceIfSame(...put);
    };
    const frozen = open({ store: { ...store, replaceIfSame } });
    const waking = frozen.compactDate(DATE, { dataset, collapseAmbiguous: true });
    await expect(waking).rejects.toMatchObject(overtaken);
    expect(await digest()).toBe(first);
    expect((await head())?.output?.sha256).toBe(first);
    expect(await compact()).toEqual([{ status: 'unchanged', reason: 'unchanged' }]);
  });
});

describe.each(KINDS)(
  'an hour whose Bronze is retired while it is compacted, by %s',
  (_name, kind) => {
    const FROZEN = { status: 'unchanged', reason: 'frozen (1 file retired)' };
    const SET_ASIDE = {
      status: 'unchanged',
      reason: 'frozen (1 file retired; a later record whose file never came is set aside)',
    };

    it('is frozen as it stands when the compactor ended between record and file', async () => {
      const { store, lake, open, digest, head, compact, first } = await twoRows(kind);
      const killed = open({
        failpoint: async (name) => {
          if (name === 'silver.after-entry') {
            await lake.retire(await lake.files());
            throw new Error('killed');
          }
        },
      });
      const ended = killed.compactDate(DATE, { dataset, collapseAmbiguous: true });
      await expect(ended).rejects.toMatchObject({ code: 'COMPACTION_FAILED' });
      const status = () => open().status({ dataset });
      expect(await status()).toMatchObject([{ state: 'stale', reason: SET_ASIDE.reason }]);
      await using reader = createSilverReader({ store });
      const fresh = reader.readDate(dataset, { date: DATE, symbol: 'ESZ4', fresh: true });
      await expect(fresh).rejects.toThrow(/: run silver-cli compact --date /);
      await expect(open().compactDate(DATE, { dataset, force: true })).rejects.toMatchObject({
        failures: [{ error: { code: 'FROZEN' } }],
      });
      const dry = await open().compactDate(DATE, { dataset, dryRun: true });
      expect(dry).toMatchObject([{ status: 'planned', reason: SET_ASIDE.reason }]);
      expect(await compact()).toEqual([SET_ASIDE]);
      expect(await digest()).toBe(first);
      expect(await head()).toMatchObject({ rows_written: 2, output: { sha256: first } });
      expect(await compact()).toEqual([FROZEN]);
      expect(await status()).toMatchObject([{ state: 'frozen', reason: FROZEN.reason, rows: 2 }]);
      const table = await reader.readDate(dataset, { date: DATE, symbol: 'ESZ4' });
      expect(table.numRows).toBe(2);
    });

    it('stays what another one has set right when the compactor only slept', async () => {
      const { lake, open, digest, head, compact, first } = await twoRows(kind);
      const frozen = open({
        failpoint: async (name) => {
          if (name === 'silver.after-entry') {
            await lake.retire(await lake.files());
            expect(await compact()).toEqual([SET_ASIDE]);
          }
        },
      });
      const waking = frozen.compactDate(DATE, { dataset, collapseAmbiguous: true });
      await expect(waking).rejects.toMatchObject(overtaken);
      expect(await digest()).toBe(first);
      expect((await head())?.output?.sha256).toBe(first);
      expect(await compact()).toEqual([FROZEN]);
    });

    it('is what its record and its file agree on, even after a replacement that was on its way', async () => {
      const { store, lake, open, digest, head, compact } = await twoRows(kind);
      let puts = 0;
      const replaceIfSame: ObjectStore['replaceIfSame'] = async (...put) => {
        puts += 1;
        if (puts === 1) {
          await lake.retire(await lake.files());
          expect(await compact()).toEqual([SET_ASIDE]);
        }
        return store.replaceIfSame(...put);
      };
      const frozen = open({ store: { ...store, replaceIfSame } });
      await Promise.allSettled([frozen.compactDate(DATE, { dataset, collapseAmbiguous: true })]);
      expect(puts).toBeGreaterThan(0);
      expect((await head())?.output?.sha256).toBe(await digest());
      expect(await compact()).toEqual([FROZEN]);
    });

    it('is finished by the compactor that made the record, if it lives', async () => {
      const { lake, open, digest, head, compact } = await twoRows(kind);
      const slow = open({
        failpoint: async (name) => {
          if (name === 'silver.after-entry') {
            await lake.retire(await lake.files());
          }
        },
      });
      const [made] = await slow.compactDate(DATE, { dataset, collapseAmbiguous: true });
      expect(made).toMatchObject({ status: 'success', rowsWritten: 1, ambiguousDuplicates: 1 });
      expect((await head())?.output?.sha256).toBe(await digest());
      expect(await compact()).toEqual([FROZEN]);
    });

    it('is refused where its file is one from before rows that were deleted', async () => {
      const { store, lake, open } = await twoRows(kind);
      const before = await store.read(keyOf('14'));
      await lake.add(dataset, [trade(14, 2)]);
      await open().compactDate(DATE, { dataset });
      await lake.retire(await lake.files());
      await store.replace(keyOf('14'), { bytes: before });
      await expect(open().compactDate(DATE, { dataset })).rejects.toMatchObject({
        failures: [{ hour: '14', error: { code: 'FROZEN' } }],
      });
    });
  },
);

import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { createBronzeAcceptance, createSilverCatalog } from '../../src/index.js';
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

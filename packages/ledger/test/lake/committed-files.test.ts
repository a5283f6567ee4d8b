import { futuresTrades, optionsGreeksSnapshots } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { createCommittedFiles } from '../../src/lake/committed-files.js';
import { openChosen } from '../../src/lake/open-chosen.js';
import { openCopies } from '../../src/lake/open-copies.js';
import { createPlaces } from '../../src/lake/places.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { retireFiles, sealFiles } from '../../src/session/seal-files.js';
import { createScene, type Scene } from '../support/scene.js';

const TRADES = 'bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/part-1.parquet';
const GREEKS = 'bronze/options/greeks_snapshots/underlying=SPY/date=2025-12-16/part-1.parquet';

/** A lake with one file of trades and one of greeks. */
async function lake(): Promise<Scene> {
  const scene = await createScene();
  const session = await openCommitSession(scene.options());
  const files = [
    { ...(await scene.file(1, 1)), key: TRADES },
    { ...(await scene.file(2, 2)), key: GREEKS },
  ];
  await session.commitBatch(await scene.batch(1, 2, { files }));
  await session.close();
  return scene;
}

function filesOf({ store }: Scene) {
  const places = createPlaces();
  return { places, files: createCommittedFiles(store, places, 'bronze') };
}

describe('createCommittedFiles', () => {
  it('places the files of a dataset, by the hour where it has hours', async () => {
    const scene = await lake();
    const { files } = filesOf(scene);
    const place = { shard: 'market', date: '2025-12-16', homes: [scene.store] };
    expect(await files.of(futuresTrades)).toMatchObject({
      files: [{ ...place, value: 'ESZ5', hour: 14, file: { key: TRADES } }],
      retired: [],
    });
    expect(await files.of(optionsGreeksSnapshots)).toMatchObject({
      files: [{ ...place, value: 'SPY', hour: undefined, file: { key: GREEKS } }],
    });
  });

  it('gives the same object while nothing was added, and another one afterwards', async () => {
    const scene = await lake();
    const { files } = filesOf(scene);
    const before = await files.of(futuresTrades);
    expect(await files.of(futuresTrades)).toBe(before);
    const place = 's3://archive/lake';
    const [{ file }] = before.files;
    await sealFiles(scene, { writer: 'archivist', reason: 'archived', place, files: [file] });
    expect(await files.of(futuresTrades)).toMatchObject({ files: [{ file: { sealedAt: place } }] });
  });

  it('tells files that retention deleted, as they were committed', async () => {
    const scene = await lake();
    const { files } = filesOf(scene);
    const [{ file }] = (await files.of(futuresTrades)).files;
    await retireFiles(scene, {
      writer: 'retainer',
      dates: ['2025-12-16'],
      certificateSha256: 'a'.repeat(64),
      files: [file],
    });
    expect(await files.of(futuresTrades)).toEqual({
      files: [],
      retired: [{ file, shard: 'market', value: 'ESZ5', date: '2025-12-16', hour: 14 }],
    });
  });
});

describe('openCopies', () => {
  it('names a file that is gone, the entry that committed it and what to do', async () => {
    const scene = await lake();
    const { files, places } = filesOf(scene);
    const chosen = (await files.of(futuresTrades)).files;
    const copies = await openCopies(places, chosen);
    expect(copies.paths).toHaveLength(1);
    expect(await copies.isAnyGone()).toBe(false);
    await scene.store.remove(TRADES);
    expect(await copies.isAnyGone()).toBe(true);
    await copies.release();
    await expect(openCopies(places, chosen)).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'FILE_GONE',
      message: `${TRADES}: expected 1 rows, which entry 4 of shard market committed, was no file: put it back from a copy`,
    });
  });

  it('names the place of a file that cannot be looked at', async () => {
    const scene = await lake();
    const { files, places } = filesOf(scene);
    const [{ file }] = (await files.of(futuresTrades)).files;
    const place = 's3://archive/lake';
    await sealFiles(scene, { writer: 'archivist', reason: 'archived', place, files: [file] });
    await scene.store.remove(TRADES);
    const choose = async () => (await files.of(futuresTrades)).files;
    await expect(openChosen(places, choose)).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'PLACE_UNREACHABLE',
      message: expect.stringContaining(`expected to open ${place}`) as string,
    });
  });
});

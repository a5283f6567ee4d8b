import { readLedger } from '@assay/ledger';
import { checkCertificate } from '@assay/schemas';
import { crashAt, SimulatedCrash } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { retainBronze, verifyBronze, type RetainOptions } from '../../src/index.js';
import { lakeOfDays, rowsOfDay, storeRows } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const FIRST = '2024-12-18';
const SECOND = '2024-12-19';
const THIRD = '2024-12-20';
const TRADES = 'futures.trades.v1';

/** Retains what is before the third day; whatever made something of it says that it may go. */
const retain = ({ store }: Scene, more: Partial<RetainOptions> = {}) =>
  retainBronze({ store, before: THIRD, accepts: async () => undefined, ...more });

const foldOf = ({ store }: Scene) => readLedger({ store, tier: 'bronze', shard: 'market' });

async function keysOf({ store }: Scene, folder: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(folder)) {
    keys.push(key);
  }
  return keys;
}

/** The dates of the data files that are there, one a file. */
async function datesOf(scene: Scene): Promise<string[]> {
  const keys = await keysOf(scene, 'bronze/');
  return keys.map((key) => /date=([^/]+)/.exec(key)?.[1] ?? '').sort();
}

async function expectProved({ store }: Scene, retired: number): Promise<void> {
  const { problems, notes } = await verifyBronze({ store });
  expect(problems).toEqual([]);
  expect(notes.find(({ kind }) => kind === 'retired')?.count ?? 0).toBe(retired);
  expect(notes.filter(({ kind }) => kind === 'uncertified')).toEqual([]);
}

describeOnBothStores('retainBronze', { s3: 'usual' }, (makeLake) => {
  it('puts the certificate on record, retires the days, and takes their files away', async () => {
    const scene = await lakeOfDays(3, makeLake);
    const letters = await keysOf(scene, '_dlq/');
    const report = await retain(scene);
    expect(report).toMatchObject({ kept: [], removed: 4, strange: [], dryRun: false });
    expect(report.retired).toMatchObject([
      { dataset: TRADES, date: FIRST, files: 2, rows: 2 },
      { dataset: TRADES, date: SECOND, files: 2, rows: 2 },
    ]);
    expect(await datesOf(scene)).toEqual([THIRD, THIRD]);
    expect(await keysOf(scene, '_dlq/')).toEqual(letters);
    const bytes = await scene.store.read(report.certificateKey ?? '');
    const certificate = checkCertificate(JSON.parse(Buffer.from(bytes).toString('utf8')));
    expect(report.certificateKey).toBe(`_lake/certificates/bronze/${certificate.sha256}.json`);
    expect(certificate.scope.dates).toEqual([FIRST, SECOND]);
    const entries = await foldOf(scene);
    expect(entries.retiredFiles).toHaveLength(4);
    await expectProved(scene, 4);
    await expect(
      scene.reader().readFuturesTrades({ symbol: 'ESZ4', date: FIRST }),
    ).rejects.toMatchObject({ code: 'RETIRED' });
    expect(await retain(scene)).toMatchObject({ retired: [], kept: [], removed: 0 });
  });
});

describe('retainBronze, which days it leaves', () => {
  it('leaves a day that is not accepted, and says why', async () => {
    const scene = await lakeOfDays(3);
    const accepts: RetainOptions['accepts'] = async ({ date, files }) =>
      date === FIRST ? `${files.length} files are not in Silver` : undefined;
    const report = await retain(scene, { accepts });
    expect(report.retired).toMatchObject([{ date: SECOND }]);
    expect(report.kept).toEqual([
      { dataset: TRADES, date: FIRST, files: 2, reason: '2 files are not in Silver' },
    ]);
    expect(await datesOf(scene)).toEqual([FIRST, FIRST, THIRD, THIRD]);
    await expectProved(scene, 2);
  });

  it('tells in a dry run what it would do, and writes nothing', async () => {
    const scene = await lakeOfDays(3);
    const before = await keysOf(scene, '');
    const report = await retain(scene, { dryRun: true });
    expect(report).toMatchObject({ retired: [{ date: FIRST }, { date: SECOND }], removed: 0 });
    expect(report.certificate).toBeDefined();
    expect(await keysOf(scene, '')).toEqual(before);
  });

  it('leaves everything where verification finds a file altered', async () => {
    const scene = await lakeOfDays(3);
    const [{ key }] = (await foldOf(scene)).files;
    await scene.store.remove(key);
    await scene.store.createIfAbsent(key, { bytes: Buffer.from('other bytes') });
    const report = await retain(scene);
    expect(report.retired).toEqual([]);
    expect(report.kept.map(({ date }) => date)).toEqual([FIRST, SECOND]);
    expect(report.kept[0].reason).toContain(`not proved: ${key}`);
    expect(await keysOf(scene, '_lake/certificates/')).toEqual([]);
    expect(await datesOf(scene)).toHaveLength(6);
  });

  it.each(['bronze.retain.before-certificate', 'bronze.retain.after-certificate'])(
    'leaves a day that gets a file at %s, and that file',
    async (name) => {
      const scene = await lakeOfDays(3);
      let late = 0;
      const failpoint = async (passing: string) => {
        if (passing === name) {
          late += 1;
          await storeRows(scene, [rowsOfDay(0)]);
        }
      };
      const report = await retain(scene, { failpoint });
      expect(late).toBe(1);
      expect(report.retired).toMatchObject([{ date: SECOND }]);
      expect(report.kept).toMatchObject([{ date: FIRST, files: 2 }]);
      expect(report.kept[0].reason).toContain('2 files came while it was looked at');
      expect(await datesOf(scene)).toEqual([FIRST, FIRST, FIRST, FIRST, THIRD, THIRD]);
      await expectProved(scene, 2);
    },
  );

  it('leaves a day that gets a file while it is verified', async () => {
    const scene = await lakeOfDays(3);
    let asked = 0;
    const accepts: RetainOptions['accepts'] = async ({ date }) => {
      asked += date === SECOND ? 1 : 0;
      if (date === SECOND && asked === 1) {
        await storeRows(scene, [rowsOfDay(0)]);
      }
      return undefined;
    };
    const report = await retain(scene, { accepts });
    expect(report.retired).toMatchObject([{ date: SECOND }]);
    expect(report.kept).toMatchObject([{ date: FIRST }]);
    await expectProved(scene, 2);
  });

  it('asks once more right before the entry whether the day may go', async () => {
    const scene = await lakeOfDays(2);
    const answers = [undefined, 'the file of Silver is gone'];
    const report = await retain(scene, { before: SECOND, accepts: async () => answers.shift() });
    expect(report).toMatchObject({
      retired: [],
      kept: [{ date: FIRST, files: 2, reason: 'the file of Silver is gone' }],
    });
    await expectProved(scene, 0);
  });
});

describe('the certificate that a deletion rests on', () => {
  it('is missed by verify when it is changed, and when it is gone', async () => {
    const scene = await lakeOfDays(2);
    const { certificateKey = '' } = await retain(scene, { before: SECOND });
    const uncertified = async () => {
      const { notes, problems } = await verifyBronze({ store: scene.store });
      expect(problems).toEqual([]);
      return notes.filter(({ kind }) => kind === 'uncertified');
    };
    expect(await uncertified()).toEqual([]);
    const text = Buffer.from(await scene.store.read(certificateKey)).toString('utf8');
    await scene.store.replace(certificateKey, {
      bytes: Buffer.from(text.replace('"rows":1', '"rows":2')),
    });
    expect(await uncertified()).toMatchObject([{ count: 1 }]);
    await scene.store.remove(certificateKey);
    expect(await uncertified()).toMatchObject([{ count: 1 }]);
  });
});

describe('retainBronze, ended', () => {
  it.each([
    'bronze.retain.before-certificate',
    'bronze.retain.after-certificate',
    'bronze.retain.after-entry',
    'bronze.retain.after-remove',
  ])('at %s has lost nothing, and is finished by the next run', async (name) => {
    const scene = await lakeOfDays(3);
    await expect(retain(scene, { failpoint: crashAt(name) })).rejects.toThrow(SimulatedCrash);
    const { retiredFiles, files } = await foldOf(scene);
    const there = new Set(await keysOf(scene, 'bronze/'));
    // What is gone is retired, and what retired it rests on a certificate that is there.
    expect(files.filter(({ key }) => !there.has(key))).toEqual([]);
    const certificates = await keysOf(scene, '_lake/certificates/');
    expect(certificates.length).toBe(name.endsWith('before-certificate') ? 0 : 1);
    expect(retiredFiles.length).toBe(/entry|remove/.test(name) ? 2 : 0);
    const report = await retain(scene);
    expect(report.kept).toEqual([]);
    expect(await datesOf(scene)).toEqual([THIRD, THIRD]);
    await expectProved(scene, 4);
  });

  it('tells in a dry run what is left of a run that was ended', async () => {
    const scene = await lakeOfDays(3);
    const crash = { failpoint: crashAt('bronze.retain.after-entry') };
    await expect(retain(scene, crash)).rejects.toThrow(SimulatedCrash);
    expect(await retain(scene, { dryRun: true })).toMatchObject({
      retired: [{ date: SECOND }],
      kept: [],
      removed: 0,
    });
    expect(await datesOf(scene)).toHaveLength(6);
  });

  it('leaves a file of other bytes at the name of a retired one, and names it', async () => {
    const scene = await lakeOfDays(2);
    await retain(scene, { before: SECOND });
    const [{ key, sha256 }] = (await foldOf(scene)).retiredFiles;
    await scene.store.createIfAbsent(key, { bytes: Buffer.from('from elsewhere') });
    const report = await retain(scene, { before: SECOND });
    expect(report.strange).toMatchObject([{ key, expected: sha256 }]);
    expect(await scene.store.head(key)).toBeDefined();
  });
});

import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBronzeWriter } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { tradeLine } from '../support/events.js';
import { runHere } from '../support/run-here.js';
import { storedLake } from '../support/stored-lake.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A lake of an embedded log with a batch a life; each life brings a good and a bad event. */
async function lakeOf(lives: number): Promise<{ env: Record<string, string>; folder: string }> {
  const folder = await temporaryFolder();
  const env = { DATA_ROOT: `${folder}/lake`, WAL_ROOT: `${folder}/wal` };
  for (let life = 0; life < lives; life += 1) {
    await live(env, life);
  }
  return { env, folder };
}

async function live(env: { DATA_ROOT: string; WAL_ROOT: string }, life: number): Promise<void> {
  const log = await openEmbeddedLog({ root: env.WAL_ROOT });
  const writer = createBronzeWriter({
    log: log.market,
    store: createLocalStore({ root: env.DATA_ROOT }),
    shard: 'market',
    stagingFolder: localStagingFolder(env.DATA_ROOT),
  });
  await writer.start();
  const bytes = Buffer.from(`${tradeLine(life)}\n{`);
  await log.append({ subject: 'market.futures.trades', headers: {}, bytes });
  await writer.stop();
  await log.close();
}

interface VerifyResult {
  readonly proved: boolean;
  readonly problems: { readonly kind: string; readonly object: string; readonly next: string }[];
  readonly certificate: { readonly sha256: string; readonly days: object[] } | null;
}

async function asJson(argv: readonly string[], env: Record<string, string>) {
  const { code, stdout } = await runHere(['verify', ...argv, '--json'], env);
  return { code, result: JSON.parse(stdout) as VerifyResult };
}

describe('lake-service verify', () => {
  it('proves a lake, shows what it holds, and writes the same certificate every time', async () => {
    const { env, folder } = await lakeOf(2);
    const files = [join(folder, 'one.json'), join(folder, 'two.json')];
    for (const file of files) {
      const { code, stderr } = await runHere(['verify', '--certificate', file], env);
      expect(stderr).toMatch(/market +1 +first +1 to 2 +2 +2 +2 +0\n/);
      expect(stderr).toMatch(/futures\.trades\.v1 +\S+ +\d{4}-\d\d-\d\d +2 +2 +2 +0 /);
      expect(stderr).toContain('proved: 2 rows and 2 dead letters');
      expect(code).toBe(0);
    }
    const [one, two] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(one).toBe(two);
    const { code, result } = await asJson([], env);
    expect(code).toBe(0);
    expect(result.certificate).toEqual(JSON.parse(one));
  });

  it('names the exact object that is wrong, and what to do, with exit code 1', async () => {
    const { env, folder } = await lakeOf(2);
    const orphan = 'bronze/futures/trades/symbol=X/date=2025-01-01/hour=00/part-0.parquet';
    const letters = '_dlq/market/e1/000000000001-000000000001.parquet';
    await appendFile(join(env['DATA_ROOT'] ?? '', letters), 'x');
    await createLocalStore({ root: env['DATA_ROOT'] ?? '' }).createIfAbsent(orphan, {
      bytes: Buffer.from('x'),
    });
    const certificate = join(folder, 'certificate.json');
    const { code, stderr } = await runHere(['verify', '--certificate', certificate], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`file-altered (1)\n  ${letters}\n    expected `);
    expect(stderr).toContain(`orphan-file (1)\n  ${orphan}\n    expected `);
    expect(stderr).toContain('NOT PROVED: 2 problems in ');
    await expect(readFile(certificate)).rejects.toThrow('ENOENT');
    const { result } = await asJson([], env);
    expect(result).toMatchObject({
      proved: false,
      certificate: null,
      problems: [
        { kind: 'file-altered', object: letters, next: expect.stringContaining('put the file') },
        { kind: 'orphan-file', object: orphan },
      ],
    });
  });

  it('compares what is stored with the log, and says when another process has it', async () => {
    const { env } = await lakeOf(2);
    expect((await asJson(['--against-stream'], env)).result).toMatchObject({
      proved: true,
      certificate: { scope: { stream: { compared: '2', not_retained: '0' } } },
    });
    expect(
      (await asJson(['--against-stream'], { ...env, WAL_ROOT: `${env['WAL_ROOT']}-other` })).result,
    ).toMatchObject({
      notes: [{ kind: 'not-retained', count: 2 }],
      certificate: { scope: { stream: { compared: '0', not_retained: '2' } } },
    });
    const log = await openEmbeddedLog({ root: env['WAL_ROOT'] ?? '' });
    const { code, stderr } = await runHere(['verify', '--against-stream'], env);
    await log.close();
    expect(code).toBe(2);
    expect(stderr).toContain('stop the other process');
  });

  it('opens the files of asked dates alone', async () => {
    const { env } = await storedLake(2);
    const { code, stderr } = await runHere(['verify', '--date', '2025-12-15..2025-12-16'], env);
    expect(code).toBe(0);
    // Both days came in one batch, which is opened whole.
    expect(stderr).toContain('note: 1 no-rows (2025-12-15): ');
    expect(stderr).toContain('proved: 2 rows and 0 dead letters in ');
    expect(stderr).toContain('opened 2 of 2 files');
    expect((await asJson(['--date', '2025-12-15..2025-12-16'], env)).result).toMatchObject({
      counts: { files: 2, filesOpened: 2, rows: 2, rowsProved: 2 },
      certificate: { scope: { dates: ['2025-12-15', '2025-12-16'] } },
    });
  });

  it('proves nothing of dates that the lake has no rows on', async () => {
    const { env } = await lakeOf(1);
    const { code, stderr } = await runHere(['verify', '--date', '2001-01-01..2001-01-03'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('no rows on 2001-01-01..2001-01-03, no file was opened');
    expect(stderr).toContain('next: ask for days that the lake has');
  });

  it('says how much it did not look at', async () => {
    const { env, folder } = await storedLake(2);
    const archive = ['archive', '--before', '2025-12-17', '--to', `${folder}/archive`, '--delete'];
    expect(await runHere(archive, env)).toMatchObject({ code: 0 });
    const { code, stderr } = await runHere(['verify', '--no-sealed'], env);
    expect(code).toBe(0);
    expect(stderr).toMatch(/proved: 0 of 2 rows and 0 dead letters in .*, each once\n/);
    expect(stderr).toContain('opened 1 of 2 files');
  });

  it('knows by an earlier certificate a lake that lost its end, and is no certificate itself', async () => {
    const { env, folder } = await lakeOf(2);
    const earlier = join(folder, 'earlier.json');
    await runHere(['verify', '--certificate', earlier], env);
    await live(env as { DATA_ROOT: string; WAL_ROOT: string }, 3);
    expect((await asJson(['--extends', earlier], env)).code).toBe(0);
    const { DATA_ROOT: root = '' } = env;
    const log = join(root, '_lake/bronze/market');
    const head = 7;
    for (let number = head; number <= 10; number += 1) {
      await rm(join(log, 'log', `${String(number).padStart(20, '0')}.json`), { force: true });
    }
    const { code, result } = await asJson(['--extends', earlier], env);
    expect(code).toBe(1);
    expect(result.problems).toContainEqual(
      expect.objectContaining({
        kind: 'not-extended',
        object: `_lake/bronze/market/log/${String(head).padStart(20, '0')}.json`,
      }),
    );
    await writeFile(earlier, (await readFile(earlier, 'utf8')).replace('"rows":2', '"rows":3'));
    const { code: refused, stderr } = await runHere(['verify', '--extends', earlier], env);
    expect(refused).toBe(2);
    expect(stderr).toContain('it was changed after it was issued');
  });

  it('cannot run where there is no lake, nor on a shard or tier that is not there', async () => {
    const folder = await temporaryFolder();
    const none = { DATA_ROOT: `${folder}/none`, WAL_ROOT: `${folder}/wal` };
    expect(await runHere(['verify'], none)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected a lake, was none'),
    });
    const { env } = await lakeOf(1);
    for (const [argv, message, next] of [
      [['--shard', 'other'], 'expected a shard of market, was other', 'name what the lake has'],
      [['--tier', 'silver'], '--tier: expected bronze, was "silver"', 'leave --tier out'],
      [['--date', '2025-13-01'], '--date: expected YYYY-MM-DD', 'give a day of the calendar'],
      [['--extends', 'nosuch.json'], '--extends: expected a certificate', 'name a file that'],
    ] as const) {
      const { code, stderr } = await runHere(['verify', ...argv], env);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).toContain(`next: ${next}`);
    }
  });

  it('says that a file is no lake, nor what is below one', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    for (const [root, was] of [
      [file, 'a file'],
      [join(file, 'lake'), 'a place below a file'],
    ] as const) {
      const { code, stderr } = await runHere(['verify'], { DATA_ROOT: root });
      expect(code).toBe(2);
      expect(stderr).toContain(`${root}: expected a folder, was ${was}`);
      expect(stderr).toContain('next: name the folder of a lake');
    }
  });
});

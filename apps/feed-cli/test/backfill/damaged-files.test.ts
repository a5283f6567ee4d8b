import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFeedCli } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { plainRows, runPositions } from '../support/lake.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { zstdFrame } from '../support/zstd-frame.js';

const FILE = dbnFile({ schema: 'trades', records: 1_000 });
const args = ['backfill', '--format', 'dbn', '--json'];

const tradesIn = (folder: string) => plainRows(`${folder}/lake/bronze/futures/trades`);

/** Backfills one file of these bytes; gives the error, and the rows that are stored. */
async function backfillOf(bytes: Uint8Array) {
  const folder = await temporaryFolder();
  const path = join(folder, 'damaged.dbn');
  await writeFile(path, bytes);
  const ended = await runHere(folder, [...args, path]);
  expect(ended.code, ended.stderr).toBe(2);
  const { error } = resultOf<Failed>(ended);
  expect(error.code).toBe('BAD_INPUT');
  expect(error.next).toMatch(/run the command again/);
  return { error, path, folder, rows: (await tradesIn(folder)).length };
}

describe('backfill of damaged files', () => {
  it('stores the rows before the cut of a plain file, and says where it is', async () => {
    const { error, path, folder, rows } = await backfillOf(FILE.subarray(0, FILE.length - 60));
    expect(rows).toBe(998);
    const place = `${path}, record 999, byte ${FILE.length - 96} of the content`;
    expect(error.message).toContain(`${place}: expected a whole record`);
    expect(error.message).toContain('the events before that are stored');
    expect(error.details?.files[0]).toMatchObject({ complete: false, events_sent: 998 });

    const again = resultOf<Failed>(await runHere(folder, [...args, path]));
    expect(again.error.details?.rows).toEqual({});
    expect((await tradesIn(folder)).length).toBe(998);
  });

  it('stores the rows before the cut of a compressed file', async () => {
    const frame = zstdFrame(FILE, 8_192);
    const { error, rows } = await backfillOf(frame.subarray(0, 30_000));
    expect(rows).toBeGreaterThan(400);
    expect(error.message).toMatch(/damaged\.dbn, record \d+, byte \d+/);
  });

  it('stores the rows before a record that contradicts the format', async () => {
    const bytes = Buffer.from(FILE);
    bytes[FILE.length - 10 * 48] = 1;
    const { error, rows } = await backfillOf(bytes);
    expect(rows).toBe(990);
    expect(error.message).toContain('record 991, byte');
  });

  it('stores nothing of a file whose checksum does not match', async () => {
    const frame = zstdFrame(FILE, 8_192, { checksum: 0xbad });
    const { error, rows, path } = await backfillOf(frame);
    expect(rows).toBe(0);
    expect(error.details?.unread[0].file).toBe(path);
    expect(error.message).toMatch(/checksum.*: nothing of it is stored/);
  });

  it('says what else is no file, and stores the others of the same call', async () => {
    const folder = await temporaryFolder();
    const good = join(folder, 'good.dbn');
    const other = join(folder, 'other.dbn');
    const empty = join(folder, 'empty.dbn');
    const missing = join(folder, 'missing.dbn');
    const text = join(folder, 'readme.txt');
    const loop = join(folder, 'loop.dbn');
    await writeFile(good, FILE);
    await writeFile(other, dbnFile({ schema: 'trades', records: 10, symbols: ['NQU4'] }));
    await writeFile(empty, '');
    await writeFile(text, 'This is no market data.\n'.repeat(20));
    await symlink(loop, loop);
    const files = [good, missing, empty, text, loop, other];
    const ended = await runHere(folder, [...args, ...files]);
    expect(ended.code).toBe(2);
    const { error } = resultOf<Failed>(ended);
    expect(error.details?.unread.map(({ file }) => file)).toEqual(files.slice(1, 5));
    expect(error.message).toContain('4 files could not be brought in whole');
    expect(error.message).toContain(`${missing}: cannot be read (ENOENT`);
    expect(error.message).toContain(`${loop}: cannot be read (ELOOP`);
    expect((await tradesIn(folder)).length).toBe(1_010);
  });

  it('stores a file given twice, by one name or two, once', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'trades.dbn');
    const copy = join(folder, 'copy.dbn');
    await writeFile(path, FILE);
    await writeFile(copy, FILE);
    const { files } = resultOf(await runHere(folder, [...args, path, path, copy]));
    expect(files.map(({ events_sent: sent }) => sent)).toEqual([1_000, 0]);
    const rows = await tradesIn(folder);
    expect([rows.length, runPositions(rows).size]).toEqual([1_000, 1_000]);
  });

  it('stores the events of two processes at once, once', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'trades.dbn'), FILE);
    const both = [1, 2].map(() => startFeedCli(folder, [...args, 'trades.dbn']).ended);
    const ended = await Promise.all(both);
    // The later one is refused while the earlier has the log, or finds everything stored.
    expect(ended.map(({ code }) => code)).toContain(0);
    for (const { code, stdout, stderr } of ended) {
      const refused = { error: { code: 'UNREACHABLE' } };
      expect(JSON.parse(stdout), stderr).toMatchObject(code === 0 ? { dead_letters: 0 } : refused);
    }
    const rows = await plainRows(join(folder, 'data/lake/bronze/futures/trades'));
    expect([rows.length, runPositions(rows).size]).toEqual([1_000, 1_000]);
  }, 30_000);

  it('refuses options that are none before anything is opened', async () => {
    const folder = await temporaryFolder();
    const bad = [
      [...args, '--instrument', 'five=ES', 'x.dbn'],
      ['backfill', '--format', 'csv', 'x.csv'],
      ['backfill', 'x.dbn'],
      ['backfill', '--format', 'dbn'],
      [...args, '--url', 'localhost:8080', 'x.dbn'],
    ];
    for (const line of bad) {
      const { code, stderr } = await runHere(folder, line);
      expect([line.join(' '), code]).toEqual([line.join(' '), 2]);
      expect(stderr).toMatch(/^error: .*\n[^]*next: /);
    }
  });
});

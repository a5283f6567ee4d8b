import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFeedCli } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { parquetFiles } from '../support/lake.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SYMBOLS = Array.from({ length: 300 }, (_, index) => `S${index}`);

/** Captures of several sizes: one of more partitions than are sent in file order, one cut off. */
async function captures(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'captures'));
  const write = (name: string, bytes: Uint8Array) =>
    writeFile(join(folder, 'captures', name), bytes);
  await write('a.dbn', dbnFile({ schema: 'trades', records: 30_000 }));
  await write('b.dbn', dbnFile({ schema: 'trades', records: 900, symbols: SYMBOLS }));
  await write('c.dbn', dbnFile({ schema: 'mbp-10', records: 500 }));
  await write('d.dbn', dbnFile({ schema: 'trades', records: 10 }).subarray(0, -9));
  await write('e.dbn', Buffer.from('no feed'));
  await write('f.dbn', dbnFile({ schema: 'trades', records: 2_000, undefinedPrices: [7] }));
  await write('g.dbn', dbnFile({ schema: 'definition', records: 0 }));
  return folder;
}

const args = ['backfill', '--format', 'dbn', '--json'];

describe('backfill --jobs', () => {
  it('stores what one process stores, in files of the same names and bytes', async () => {
    const folder = await captures();
    const one = await runHere(join(folder, 'one'), [...args, join(folder, 'captures')]);
    expect(one.code, one.stderr).toBe(2);
    const { process: child, ended } = startFeedCli(folder, [...args, '--jobs', '3', 'captures']);
    const many = await ended;
    expect([many.code, child.signalCode], many.stderr).toEqual([2, null]);

    const expected = resultOf<Failed>(one).error.details;
    const found = resultOf<Failed>(many).error.details;
    const comparable = (summary: typeof found) =>
      summary?.files.map(({ digest, runs, rows, events_sent, complete }) => ({
        digest,
        runs,
        rows,
        events_sent,
        complete,
      }));
    expect(comparable(found)).toEqual(comparable(expected));
    expect(found?.rows).toEqual(expected?.rows);
    expect(found?.unread[0].error).toContain('captures/e.dbn');
    expect(found?.without_events.map(({ file }) => file)).toEqual(['captures/g.dbn']);
    expect(found?.files[3].error).toContain('captures/d.dbn, record 10, byte');

    const namesIn = async (lake: string) =>
      (await parquetFiles(lake)).map((path) => path.slice(lake.length));
    const [here, there] = [join(folder, 'one/lake'), join(folder, 'data/lake')];
    expect(await namesIn(there)).toEqual(await namesIn(here));
    const bytesIn = async (lake: string) =>
      Promise.all((await parquetFiles(lake)).map((path) => readFile(path)));
    expect(await bytesIn(there)).toEqual(await bytesIn(here));
    expect(await readdir(join(folder, 'data/cache/spool'))).toEqual([]);
  }, 90_000);

  it('refuses a number of jobs that is none', async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await runHere(folder, [...args, '--jobs', '0', 'a.dbn']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--jobs: expected a whole number')]);
  });
});

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dbnFile } from '../support/dbn-file.js';
import { plainRows } from '../support/lake.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const args = ['backfill', '--format', 'dbn', '--json'];

/** A lake's folder with three captures of different lengths, and a note, in `captures`. */
async function captures() {
  const folder = await temporaryFolder();
  const captured = join(folder, 'captures');
  await mkdir(join(captured, 'late'), { recursive: true });
  const write = (name: string, records: number, schema: 'trades' | 'mbp-10' = 'trades') =>
    writeFile(join(captured, name), dbnFile({ schema, records }));
  await write('a.dbn', 300);
  await write('b.dbn', 200, 'mbp-10');
  await write('late/c.dbn', 100);
  await writeFile(join(captured, 'metadata.json'), '{}');
  return { folder, captured, write };
}

const rowsIn = async (folder: string) => (await plainRows(`${folder}/lake/bronze`)).length;

describe('backfill of a folder', () => {
  it('stores every file of the format once, and names what it skips', async () => {
    const { folder, captured } = await captures();
    const ended = await runHere(folder, [...args, captured]);
    expect(ended.code, ended.stderr).toBe(0);
    const { files, skipped, unread } = resultOf(ended);
    expect(files.map(({ file }) => file.slice(captured.length))).toEqual([
      '/a.dbn',
      '/b.dbn',
      '/late/c.dbn',
    ]);
    expect(skipped).toEqual([join(captured, 'metadata.json')]);
    expect(unread).toEqual([]);
    expect(await rowsIn(folder)).toBe(600);
  });

  it('tells complete files as such without decoding them, and brings in what is new', async () => {
    const { folder, captured, write } = await captures();
    const first = resultOf(await runHere(folder, [...args, captured]));
    await write('d.dbn', 50);
    const again = resultOf(await runHere(folder, [...args, captured]));
    expect(again.files.map((each) => [each.already_complete, each.events_sent])).toEqual([
      [true, 0],
      [true, 0],
      [false, 50],
      [true, 0],
    ]);
    expect(again.rows).toEqual({ 'futures.trades.v1': 50 });
    const same = ({ file, digest, runs, rows }: (typeof first.files)[number]) => ({
      file,
      digest,
      runs,
      rows,
    });
    const old = again.files.filter(({ already_complete }) => already_complete);
    expect(old.map(same)).toEqual(first.files.map(same));
    const people = await runHere(folder, [...args.slice(0, 3), captured]);
    expect(people.stderr).toMatch(/a\.dbn +was complete +300/);
  });

  it('believes the lake, not its own notes', async () => {
    const { folder, captured } = await captures();
    await runHere(folder, [...args, captured]);
    await rm(`${folder}/lake`, { recursive: true });
    await rm(`${folder}/wal`, { recursive: true });
    const anew = resultOf(await runHere(folder, [...args, captured]));
    expect(anew.files.map((each) => [each.already_complete, each.events_sent])).toEqual([
      [false, 300],
      [false, 200],
      [false, 100],
    ]);
    for (const name of await readdir(`${folder}/cache/backfill`)) {
      await writeFile(join(folder, 'cache/backfill', name), '{"damaged"');
    }
    const unnoted = resultOf(await runHere(folder, [...args, captured]));
    expect(unnoted.files.map((each) => [each.already_complete, each.events_sent])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
    expect(await rowsIn(folder)).toBe(600);
  });

  it('names files without events as skipped, and refuses one that is named outright', async () => {
    const { folder, captured } = await captures();
    const definitions = join(captured, 'definition.dbn');
    await writeFile(definitions, dbnFile({ schema: 'definition', records: 0 }));
    const ended = await runHere(folder, [...args, captured, join(captured, '*.dbn')]);
    expect(ended.code, ended.stderr).toBe(0);
    const { unread, without_events: without } = resultOf(ended);
    expect(unread).toEqual([]);
    const reason = expect.stringContaining('does not read schema "definition"') as string;
    expect(without).toEqual([{ file: definitions, reason }]);
    const people = await runHere(folder, [...args.slice(0, 3), captured]);
    expect(people.stderr).toMatch(/holds no events of any dataset: 1\n.*definition\.dbn: this/);

    const named = await runHere(folder, [...args, captured, definitions]);
    expect(named.code).toBe(2);
    const { error } = resultOf<Failed>(named);
    expect(error.details?.unread.map(({ file }) => file)).toEqual([definitions]);
    expect(error.next).toContain('leave out what is named');
  });

  it('lets a bad file keep no other out', async () => {
    const { folder, captured } = await captures();
    await writeFile(join(captured, 'aa.dbn'), 'no feed');
    await writeFile(
      join(captured, 'ab.dbn'),
      dbnFile({ schema: 'trades', records: 9 }).subarray(0, -9),
    );
    const ended = await runHere(folder, [...args, captured]);
    expect(ended.code).toBe(2);
    const { error } = resultOf<Failed>(ended);
    expect(error.message).toContain('2 files could not be brought in whole');
    expect(error.details?.unread.map(({ file }) => file)).toEqual([join(captured, 'aa.dbn')]);
    expect(error.details?.files.map(({ complete }) => complete)).toEqual([true, false, true, true]);
    expect(await rowsIn(folder)).toBe(608);
    // A damaged file is read again each time: it may have been fetched anew.
    const again = resultOf<Failed>(await runHere(folder, [...args, captured]));
    expect(again.error.details?.files.map((each) => each.already_complete)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(await rowsIn(folder)).toBe(608);
  });

  it('ends before it opens anything where there is nothing to bring', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'empty'));
    const ended = await runHere(folder, [...args, join(folder, 'empty')]);
    expect([ended.code, await readdir(folder)]).toEqual([2, ['empty']]);
  });
});

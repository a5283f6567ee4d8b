import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandFailure } from '@assay/cli';
import { feedFormat } from '@assay/feeds';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../src/backfill/find-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const DBN = feedFormat('dbn');

/** A folder with empty files of these names. */
async function folderOf(...names: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return folder;
}

/** What is found, by names below `folder`. */
async function foundIn(folder: string, ...given: string[]) {
  const { files, skipped } = await findFiles(
    given.map((name) => join(folder, name)),
    DBN,
  );
  const below = (path: string) => path.slice(folder.length + 1);
  return { files: files.map(below), skipped: skipped.map(below) };
}

describe('findFiles', () => {
  it('takes what the format claims in a folder and below, sorted, and names the rest', async () => {
    const folder = await folderOf('b.dbn', 'a/2.dbn.zst', 'a/1.dbn', 'notes.txt', 'a/b/c/x.dbn');
    expect(await foundIn(folder, '')).toEqual({
      files: ['a/1.dbn', 'a/2.dbn.zst', 'a/b/c/x.dbn', 'b.dbn'],
      skipped: ['notes.txt'],
    });
  });

  it('takes a file that is named outright, whatever its name, in the order given', async () => {
    const folder = await folderOf('day.bin', 'a.dbn');
    expect(await foundIn(folder, 'day.bin', 'gone.dbn', 'a.dbn', 'day.bin')).toEqual({
      files: ['day.bin', 'gone.dbn', 'a.dbn'],
      skipped: [],
    });
    // Found in the folder it would be skipped; outright it is taken once.
    expect(await foundIn(folder, '', 'day.bin')).toEqual({
      files: ['a.dbn', 'day.bin'],
      skipped: [],
    });
  });

  it('takes globs that no shell has expanded', async () => {
    const folder = await folderOf('x/1.dbn', 'x/2.dbn', 'x/3.csv', 'x/y/4.dbn', 'z/5.dbn');
    expect(await foundIn(folder, 'x/*')).toEqual({
      files: ['x/1.dbn', 'x/2.dbn'],
      skipped: ['x/3.csv'],
    });
    const deep = await foundIn(folder, '**/[45].dbn');
    expect(deep).toEqual({ files: ['x/y/4.dbn', 'z/5.dbn'], skipped: [] });
  });

  it('takes a name with a bracket for a name where there is such a file', async () => {
    const folder = await folderOf('a[1].dbn', 'a1.dbn');
    expect((await foundIn(folder, 'a[1].dbn')).files).toEqual(['a[1].dbn']);
  });

  it('follows links to files, and enters no linked folder', async () => {
    const folder = await folderOf('real/a.dbn');
    await symlink(join(folder, 'real/a.dbn'), join(folder, 'link.dbn'));
    await symlink(folder, join(folder, 'round'));
    expect(await foundIn(folder, '')).toEqual({
      files: ['link.dbn', 'real/a.dbn'],
      skipped: ['round'],
    });
  });

  it('does not enter the lake itself, unless told to', async () => {
    const folder = await folderOf('a.dbn', 'data/lake/b.dbn', 'data/c.dbn');
    const lake = join(folder, 'data/lake');
    expect(await findFiles([folder], DBN, [lake])).toEqual({
      files: [join(folder, 'a.dbn'), join(folder, 'data/c.dbn')],
      named: new Set(),
      skipped: [lake],
    });
    expect((await findFiles([lake], DBN, [lake])).files).toEqual([join(lake, 'b.dbn')]);
  });

  it('refuses folders and globs without a file of the format, all at once', async () => {
    const folder = await folderOf('some/notes.txt');
    await mkdir(join(folder, 'empty'));
    const refused: unknown = await foundIn(folder, 'some', 'empty', '*.dbn').catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(CommandFailure);
    const { message } = refused as CommandFailure;
    expect(message.split('\n').map((line) => line.slice(folder.length + 1))).toEqual([
      'some: expected files of the format dbn, was 1 others',
      'empty: expected files of the format dbn, was no file at all',
      '*.dbn: expected files of the format dbn, was no file at all',
    ]);
  });
});

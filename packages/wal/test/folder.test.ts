import { readFile, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openWalFolder } from '../src/folder.js';
import { openMarket } from './support/open-sequence.js';
import { readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('a WAL folder', () => {
  it('holds a lock, an identity and one folder a sequence', async () => {
    const root = `${await temporaryFolder()}/made/with/parents`;
    const folder = await openWalFolder({ root, sequences: ['market', 'levels'] });
    expect(await readdir(root)).toEqual(['levels', 'lock.json', 'log.json', 'market']);
    expect(JSON.parse(await readFile(`${root}/log.json`, 'utf8'))).toEqual({
      format: 1,
      id: folder.id,
      sequences: ['levels', 'market'],
    });
    await folder.close();
    expect(await readdir(root)).toEqual(['levels', 'log.json', 'market']);
  });

  it('keeps its identity, and gets another one when it is made anew', async () => {
    const root = `${await temporaryFolder()}/wal`;
    const first = await openMarket(root);
    await first.folder.close();
    const second = await openMarket(root);
    expect(second.folder.id).toBe(first.folder.id);
    await second.folder.close();
    await rm(root, { recursive: true });
    const third = await openMarket(root);
    expect(third.folder.id).not.toBe(first.folder.id);
  });

  it('keeps its sequences apart, and takes new ones', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await market.append(texts('a')[0]);
    await folder.close();
    await using both = await openWalFolder({ root, sequences: ['market', 'levels'] });
    expect(both.id).toBe(folder.id);
    expect(await both.sequence('levels').append(texts('b')[0])).toBe(1n);
    expect(await readAll(both.sequence('market'))).toHaveLength(1);
    expect(() => both.sequence('other')).toThrow("expected one of market, levels, was 'other'");
  });

  it('refuses to open when a sequence has lost its segments', async () => {
    const root = await temporaryFolder();
    await (await openMarket(root)).folder.close();
    await rm(`${root}/market`, { recursive: true });
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
  });

  it('refuses to open when its identity is missing or damaged', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await market.append(texts('a')[0]);
    await folder.close();
    await unlink(`${root}/log.json`);
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
    await writeFile(`${root}/log.json`, '{"format":2}');
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
    expect(await readdir(root)).not.toContain('lock.json');
  });

  it('says what is wrong with a setting', async () => {
    const root = await temporaryFolder();
    await expect(openMarket(root, { segmentBytes: 0 })).rejects.toThrow(
      'segmentBytes: expected a positive number of bytes, was 0',
    );
    await expect(openWalFolder({ root, sequences: ['../x'] })).rejects.toThrow("was '../x'");
  });

  it('says so when the folder cannot be made', async () => {
    const root = await temporaryFolder();
    await writeFile(`${root}/file`, '');
    await expect(openMarket(`${root}/file/wal`)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
  });
});

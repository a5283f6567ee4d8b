import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readLedger } from '@assay/ledger';
import {
  encodeLedgerSegment,
  ledgerEntryKey,
  ledgerSegmentKey,
  NO_ENTRY_SHA256,
  sha256Hex,
} from '@assay/schemas';
import { createLocalStore, hostDisk, type ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { copyLake } from '../../src/copy/copy-lake.js';
import {
  beside,
  committedFiles,
  contentsOf,
  copyTo,
  lakeOfDays,
  rowsOfDay,
  storeRows,
} from '../support/market-lake.js';
import { createScene } from '../support/scene.js';

const place = (store: ObjectStore) => ({ store, tier: 'bronze', shard: 'market' }) as const;

/** The first `count` entries as one segment, their own files gone. */
async function foldIntoSegment(store: ObjectStore, count: number): Promise<void> {
  const keys = Array.from({ length: count }, (_, index) =>
    ledgerEntryKey('bronze', 'market', index + 1),
  );
  const lines = await Promise.all(keys.map((key) => store.read(key)));
  const header = {
    format: 1,
    kind: 'segment',
    tier: 'bronze',
    shard: 'market',
    from: 1,
    to: count,
    prev_sha256: NO_ENTRY_SHA256,
    last_sha256: sha256Hex(lines[count - 1]),
    prev_segment_sha256: NO_ENTRY_SHA256,
  } as const;
  const key = ledgerSegmentKey('bronze', 'market', { from: 1, to: count });
  await store.createIfAbsent(key, { bytes: encodeLedgerSegment(header, lines) });
  await Promise.all(keys.map((each) => store.remove(each)));
}

describe('copyLake, as a backup', () => {
  it('brings every committed object over, byte for byte, and the same chain', async () => {
    const scene = await lakeOfDays();
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const report = await copyLake(copyTo(scene, to));
    const files = await committedFiles(scene.store);
    expect(report).toMatchObject({
      from: scene.root,
      to: to.root,
      complete: true,
      sealed: false,
      passes: 1,
      files: { copied: files.length, present: 0 },
      problems: [],
    });
    const source = await contentsOf(scene.store);
    const there = await contentsOf(to);
    expect([...there.keys()]).toEqual(
      [...source.keys()].filter((key) => !/(lease|checkpoint)\.json$/.test(key)),
    );
    for (const [key, bytes] of there) {
      expect(bytes).toBe(source.get(key));
    }
    const head = (await readLedger(place(to))).state;
    expect(head).toEqual((await readLedger(place(scene.store))).state);
    expect(report.shards).toEqual([
      { tier: 'bronze', shard: 'market', head: head.head, headSha256: head.headSha256 },
    ]);
  });

  it('makes files of its own: what happens to one lake never happens to the other', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    await copyLake(copyTo(scene, to));
    const [{ key }] = await committedFiles(scene.store);
    const inode = async (root: string) => (await stat(join(root, key))).ino;
    expect(await inode(to.root)).not.toBe(await inode(scene.root));
  });

  it('leaves out what no commit log lists, and brings other records', async () => {
    const scene = await lakeOfDays(1);
    const objects = {
      'bronze/futures/trades/symbol=X/date=2024-12-18/hour=14/part-1.parquet': 'an orphan',
      '_lake/catalog/main.json': 'a catalog',
      '_lake/bronze/market/lease.json': 'a lease',
      '_lake/bronze/market/checkpoint.json': 'what a start need not read',
      'silver/futures/trades/symbol=X/date=2024-12-18/hour=14/part-0000.parquet': 'derived',
    };
    for (const [key, text] of Object.entries(objects)) {
      await scene.store.replace(key, { bytes: Buffer.from(text) });
    }
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const report = await copyLake(copyTo(scene, to));
    expect(report.records).toMatchObject({ copied: 2, present: 0 });
    const there = await contentsOf(to);
    expect(Object.keys(objects).filter((key) => there.has(key))).toEqual([
      '_lake/catalog/main.json',
      'silver/futures/trades/symbol=X/date=2024-12-18/hour=14/part-0000.parquet',
    ]);
  });

  it('brings only what is new when it is run again, and a record that was rewritten', async () => {
    const scene = await lakeOfDays(2);
    const catalog = '_lake/catalog/main.json';
    await scene.store.replace(catalog, { bytes: Buffer.from('one') });
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const first = await copyLake(copyTo(scene, to));
    await storeRows(scene, [rowsOfDay(5)]);
    await scene.store.replace(catalog, { bytes: Buffer.from('two') });
    const second = await copyLake(copyTo(scene, to));
    expect(second).toMatchObject({
      complete: true,
      files: { copied: 2, present: first.files.copied },
      records: { copied: 1, present: 0 },
    });
    expect(Buffer.from(await to.read(catalog)).toString()).toBe('two');
    expect((await readLedger(place(to))).state).toEqual(
      (await readLedger(place(scene.store))).state,
    );
  });

  it('brings a log that is kept in segments, also where it had single entries before', async () => {
    const scene = await lakeOfDays(3);
    const [fresh, grown] = ['fresh', 'grown'].map((name) =>
      createLocalStore({ root: beside(scene, name) }),
    );
    await copyLake(copyTo(scene, grown));
    await foldIntoSegment(scene.store, 4);
    for (const to of [fresh, grown]) {
      expect(await copyLake(copyTo(scene, to))).toMatchObject({ complete: true, problems: [] });
      expect((await readLedger(place(to))).state).toEqual(
        (await readLedger(place(scene.store))).state,
      );
    }
    expect((await contentsOf(fresh)).has(ledgerEntryKey('bronze', 'market', 4))).toBe(false);
    expect((await contentsOf(grown)).has(ledgerEntryKey('bronze', 'market', 4))).toBe(true);
  });

  it('tells what it would do, and writes nothing', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const files = await committedFiles(scene.store);
    expect(await copyLake(copyTo(scene, to, { dryRun: true }))).toMatchObject({
      complete: false,
      passes: 0,
      files: { copied: files.length, present: 0 },
    });
    await expect(stat(to.root)).rejects.toThrow('ENOENT');
  });

  it('names an object with other bytes, at either place, and copies no log then', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const [damaged, gone, taken] = await committedFiles(scene.store);
    await appendFile(join(scene.root, damaged.key), 'x');
    await rm(join(scene.root, gone.key));
    await mkdir(dirname(join(to.root, taken.key)), { recursive: true });
    const bytes = await readFile(join(scene.root, taken.key));
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(join(to.root, taken.key), bytes);
    const report = await copyLake(copyTo(scene, to));
    expect(report.complete).toBe(false);
    const problems = Object.fromEntries(report.problems.map((each) => [each.key, each]));
    expect(Object.keys(problems)).toHaveLength(3);
    expect(problems[damaged.key]).toMatchObject({ place: scene.root, problem: 'different' });
    expect(problems[gone.key]).toMatchObject({ place: scene.root, problem: 'missing' });
    expect(problems[taken.key]).toMatchObject({
      place: to.root,
      problem: 'different',
      expected: taken.sha256,
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await readLedger(place(to))).state.head).toBe(0);
    expect(await readFile(join(to.root, taken.key))).toEqual(bytes);
  });

  it('finds a byte that changed at the destination since, when it is run again', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    await copyLake(copyTo(scene, to));
    const [{ key, sha256 }] = await committedFiles(scene.store);
    await appendFile(join(to.root, key), 'x');
    const report = await copyLake(copyTo(scene, to));
    expect(report).toMatchObject({
      complete: false,
      problems: [{ key, place: to.root, problem: 'different', expected: sha256 }],
    });
  });

  it('finds a byte that changed on the way to the destination', async () => {
    const scene = await lakeOfDays(1);
    const [{ key }] = await committedFiles(scene.store);
    const local = createLocalStore({ root: beside(scene, 'copy') });
    const to = {
      ...local,
      createIfAbsent: async (name: string, source: Parameters<typeof local.createIfAbsent>[1]) => {
        const bytes = 'file' in source ? await readFile(source.file) : source.bytes;
        const sent = name === key ? Buffer.concat([bytes, Buffer.from('x')]) : bytes;
        return local.createIfAbsent(name, { bytes: sent });
      },
    };
    const report = await copyLake({ ...copyTo(scene, local), to });
    expect(report).toMatchObject({
      complete: false,
      problems: [{ key, place: local.root, problem: 'different' }],
    });
  });

  it('refuses a place that holds another lake, or that has gone on by itself', async () => {
    const [scene, other] = await Promise.all([lakeOfDays(1), lakeOfDays(1)]);
    await expect(copyLake(copyTo(scene, other.store))).rejects.toMatchObject({
      name: 'BronzeError',
      code: 'NOT_A_COPY',
      message: expect.stringContaining(`${other.root}: expected an empty place`),
    });
    const to = createLocalStore({ root: beside(scene, 'copy') });
    await copyLake(copyTo(scene, to));
    const writer = scene.writer({ store: to, stagingFolder: beside(scene, 'staging') });
    await writer.start();
    await writer.stop();
    await expect(copyLake(copyTo(scene, to))).rejects.toMatchObject({
      code: 'NOT_A_COPY',
      message: expect.stringContaining('a writer went on there'),
    });
    await storeRows(scene, [rowsOfDay(9)]);
    await expect(copyLake(copyTo(scene, to))).rejects.toMatchObject({
      code: 'NOT_A_COPY',
      message: expect.stringContaining('another _lake/bronze/market/log/'),
    });
  });

  it('refuses a place with files of no log, one inside the lake, and a source that is no lake', async () => {
    const scene = await lakeOfDays(1);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    const key = 'bronze/futures/trades/symbol=X/date=2024-12-18/hour=14/part-1.parquet';
    await to.createIfAbsent(key, { bytes: Buffer.from('x') });
    await expect(copyLake(copyTo(scene, to))).rejects.toThrow(`was one that holds ${key}`);
    const inside = createLocalStore({ root: join(scene.root, 'copy') });
    await expect(copyLake(copyTo(scene, inside))).rejects.toThrow('one within the other');
    const empty = await createScene();
    await expect(copyLake(copyTo(empty, to))).rejects.toMatchObject({ code: 'NO_DATA' });
  });

  it('goes on after a full disk where it was', async () => {
    const scene = await lakeOfDays(3);
    const root = beside(scene, 'copy');
    let room = 3;
    const full = createLocalStore({
      root,
      disk: {
        ...hostDisk,
        link: async (from, target) => {
          room -= 1;
          if (room < 0) {
            throw Object.assign(new Error('ENOSPC: no space left'), {
              code: 'ENOSPC',
              syscall: 'link',
            });
          }
          await hostDisk.link(from, target);
        },
      },
    });
    await expect(copyLake(copyTo(scene, full))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('the disk is full'),
    });
    const to = createLocalStore({ root });
    const report = await copyLake(copyTo(scene, to));
    expect(report).toMatchObject({ complete: true, files: { present: 3 } });
  });

  it('leaves no log that can be read while it is unfinished', async () => {
    const scene = await lakeOfDays(3);
    const root = beside(scene, 'copy');
    const files = (await committedFiles(scene.store)).length;
    const { head } = (await readLedger(place(scene.store))).state;
    let created = 0;
    const local = createLocalStore({ root });
    const dying = {
      ...local,
      createIfAbsent: async (...call: Parameters<typeof local.createIfAbsent>) => {
        created += 1;
        if (created === files + head) {
          throw new Error('killed');
        }
        return local.createIfAbsent(...call);
      },
    };
    await expect(copyLake({ ...copyTo(scene, local), to: dying })).rejects.toThrow('killed');
    await expect(readLedger(place(local))).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
    expect(await copyLake(copyTo(scene, local))).toMatchObject({
      complete: true,
      entries: 1,
      files: { copied: 0, present: files },
    });
  });
});

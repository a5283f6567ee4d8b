import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, type ContractCase } from './contract-case.js';

const BAD_KEYS = [
  '',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  'a/./b',
  '../outside',
  'a\\b',
  'nul\0',
  'line\nbreak',
  'lone \ud800',
  `a/${'x'.repeat(256)}`,
  'é'.repeat(128),
  `${'x'.repeat(200)}/`.repeat(6),
  '_lake/staging',
  '_lake/staging/x',
];

/** Odd, and valid: as parts of keys they must come back as they went in. */
const GOOD_KEYS = [
  'a',
  '.hidden',
  '...',
  '..a',
  'symbol=BRK%2FB/date=2025-12-16/part-0.parquet',
  'with space and "quotes" & <angles>',
  'ünïcode/日本/🎉',
  `deep/${'d/'.repeat(40)}file`,
  'x'.repeat(255),
  'plus+plus/a+b',
  'percent/100%/%41/%2F',
  'year=2025/month=12/=/a=b=c',
  " leading and trailing /it's (all) fine!*~@:;,$",
  'question?mark=1&hash#part',
  '<xml>&amp;/]]>',
  'combining/e\u0301',
];

/** Reading, looking and keys. */
export const READ_CASES: readonly ContractCase[] = [
  {
    name: 'reads ranges within the object and refuses any other',
    run: async ({ store }) => {
      await store.createIfAbsent('range', { bytes: bytesOf('0123456789') });
      const range = async (start: number, end: number) =>
        Buffer.from(await store.readRange('range', start, end)).toString();
      assert.equal(await range(0, 10), '0123456789');
      assert.equal(await range(3, 7), '3456');
      assert.equal(await range(10, 10), '');
      for (const [start, end] of [
        [0, 11],
        [11, 12],
        [-1, 3],
        [5, 4],
        [0.5, 2],
        [0, Number.NaN],
      ]) {
        await assert.rejects(store.readRange('range', start, end), { code: 'BAD_RANGE' });
      }
    },
  },
  {
    name: 'says NOT_FOUND for what is not there',
    run: async ({ store }) => {
      await store.createIfAbsent('folder/object', { bytes: bytesOf('x') });
      for (const key of ['absent', 'folder', 'folder/absent', 'no/such/folder']) {
        const expected = { name: 'StorageError', code: 'NOT_FOUND', retryable: false };
        await assert.rejects(store.read(key), expected, key);
        await assert.rejects(store.readRange(key, 0, 0), expected, key);
        await assert.rejects(store.localCopy(key), expected, key);
        await assert.rejects(store.snapshot(key), expected, key);
        assert.equal(await store.head(key), undefined, key);
      }
    },
  },
  {
    name: 'tells key, size and tag of an object',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('h/1', { bytes: new Uint8Array(70_000) });
      const { tag, ...found } = (await twin.head('h/1')) ?? {};
      assert.deepEqual(found, { key: 'h/1', bytes: 70_000 });
      assert.equal(tag, (await store.head('h/1'))?.tag);
    },
  },
  {
    name: 'gives a local file with the bytes of an object',
    run: async ({ store }) => {
      await store.createIfAbsent('copy/me', { bytes: bytesOf('local') });
      const copy = await store.localCopy('copy/me');
      assert.equal(await readFile(copy.path, 'utf8'), 'local');
      await copy.release();
      assert.equal(Buffer.from(await store.read('copy/me')).toString(), 'local');
    },
  },
  {
    name: 'keeps every byte of a large object, from a file and in ranges',
    run: async ({ store, twin, scratch }) => {
      const file = join(scratch, 'large.bin');
      const bytes = Uint8Array.from({ length: 9_000_001 }, (_, index) => index % 251);
      await writeFile(file, bytes);
      assert.equal(await store.createIfAbsent('large', { file }), 'created');
      assert.equal(await twin.createIfAbsent('large', { file }), 'exists');
      assert.equal(Buffer.compare(await twin.read('large'), bytes), 0);
      const range = await twin.readRange('large', 8_388_600, 8_388_620);
      assert.deepEqual(Buffer.from(range), Buffer.from(bytes.subarray(8_388_600, 8_388_620)));
      const copy = await twin.localCopy('large');
      assert.equal(Buffer.compare(await readFile(copy.path), bytes), 0);
      await copy.release();
    },
  },
  {
    name: 'gives a local file with the bytes of now, and keeps the file of before as it was',
    run: async ({ store, twin }) => {
      await store.replace('r', { bytes: bytesOf('before') });
      const before = await twin.localCopy('r');
      const opened = await open(before.path, 'r');
      await store.replace('r', { bytes: bytesOf('afters') });
      const now = await twin.localCopy('r');
      assert.equal(await readFile(now.path, 'utf8'), 'afters');
      assert.equal(await opened.readFile('utf8'), 'before');
      await opened.close();
      await Promise.all([before.release(), now.release()]);
    },
  },
  {
    name: 'refuses bad keys everywhere',
    run: async ({ store }) => {
      for (const key of BAD_KEYS) {
        const expected = { name: 'StorageError', code: 'BAD_KEY', retryable: false };
        const label = JSON.stringify(key);
        const source = { bytes: bytesOf('x') };
        await assert.rejects(store.createIfAbsent(key, source), expected, label);
        await assert.rejects(store.replace(key, source), expected, label);
        await assert.rejects(store.read(key), expected, label);
        await assert.rejects(store.readRange(key, 0, 1), expected, label);
        await assert.rejects(store.head(key), expected, label);
        await assert.rejects(store.remove(key), expected, label);
        await assert.rejects(store.localCopy(key), expected, label);
        await assert.rejects(store.snapshot(key), expected, label);
        await assert.rejects(store.replaceIfSame(key, source, 'tag'), expected, label);
        await assert.rejects(store.replaceIfSame(key, source, undefined), expected, label);
      }
    },
  },
  {
    name: 'takes odd keys as they are',
    run: async ({ store, twin }) => {
      for (const key of GOOD_KEYS) {
        assert.equal(await store.createIfAbsent(key, { bytes: bytesOf(key) }), 'created', key);
      }
      const listed = [];
      for await (const { key } of twin.list('')) {
        listed.push(key);
        assert.equal(Buffer.from(await twin.read(key)).toString(), key);
      }
      assert.deepEqual(listed.sort(), [...GOOD_KEYS].sort());
    },
  },
];

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, keysOf, textOf, type ContractCase } from './contract-case.js';

/** Creating, replacing and removing. */
export const WRITE_CASES: readonly ContractCase[] = [
  {
    name: 'creates what is absent and leaves what exists as it is',
    run: async ({ store, twin }) => {
      assert.equal(await store.createIfAbsent('a/b.txt', { bytes: bytesOf('first') }), 'created');
      assert.equal(await store.createIfAbsent('a/b.txt', { bytes: bytesOf('again') }), 'exists');
      assert.equal(await twin.createIfAbsent('a/b.txt', { bytes: bytesOf('twin') }), 'exists');
      assert.equal(await textOf(twin, 'a/b.txt'), 'first');
    },
  },
  {
    name: 'lets exactly one of many callers create an object',
    run: async ({ store, twin }) => {
      const creates = Array.from({ length: 16 }, (_, index) =>
        (index % 2 === 0 ? store : twin).createIfAbsent('race', { bytes: bytesOf(`${index}`) }),
      );
      const outcomes = await Promise.all(creates);
      assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
      assert.equal(await textOf(store, 'race'), `${outcomes.indexOf('created')}`);
    },
  },
  {
    name: 'creates from a file and leaves the file to its owner',
    run: async ({ store, scratch }) => {
      const file = join(scratch, 'source.bin');
      await writeFile(file, 'from a file');
      assert.equal(await store.createIfAbsent('x/y', { file }), 'created');
      assert.equal(await store.createIfAbsent('x/y', { file }), 'exists');
      assert.equal(await store.createIfAbsent('x/z', { file }), 'created');
      assert.equal(await textOf(store, 'x/z'), 'from a file');
    },
  },
  {
    name: 'refuses a source file that is not there, and creates nothing',
    run: async ({ store, scratch }) => {
      const source = { file: join(scratch, 'absent') };
      await assert.rejects(store.createIfAbsent('x', source), { code: 'UNAVAILABLE' });
      await assert.rejects(store.replace('x', source), { code: 'UNAVAILABLE' });
      assert.equal(await store.head('x'), undefined);
    },
  },
  {
    name: 'keeps an object without bytes apart from no object',
    run: async ({ store }) => {
      await store.createIfAbsent('empty', { bytes: new Uint8Array() });
      assert.equal((await store.head('empty'))?.bytes, 0);
      assert.equal((await store.read('empty')).length, 0);
    },
  },
  {
    name: 'replaces whole objects, absent or not, from bytes and from files',
    run: async ({ store, twin, scratch }) => {
      const file = join(scratch, 'source.bin');
      await writeFile(file, 'from a file');
      await store.replace('r', { bytes: bytesOf('one') });
      await twin.replace('r', { bytes: bytesOf('two, longer') });
      assert.equal(await textOf(store, 'r'), 'two, longer');
      await store.replace('r', { file });
      await store.replace('r', { file });
      assert.equal(await textOf(twin, 'r'), 'from a file');
      assert.deepEqual(await keysOf(store, ''), ['r']);
    },
  },
  {
    name: 'removes an object once, and nothing without complaint',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('d/e', { bytes: bytesOf('x') });
      await twin.remove('d/e');
      await store.remove('d/e');
      await store.remove('d/never');
      assert.equal(await store.head('d/e'), undefined);
      assert.equal(await store.createIfAbsent('d/e', { bytes: bytesOf('new') }), 'created');
      assert.equal(await textOf(store, 'd/e'), 'new');
    },
  },
  {
    name: 'keeps the bytes given, though the caller changes them afterwards',
    run: async ({ store }) => {
      const bytes = bytesOf('given');
      await store.createIfAbsent('k', { bytes });
      bytes.fill(0);
      assert.equal(await textOf(store, 'k'), 'given');
      (await store.read('k')).fill(0);
      assert.equal(await textOf(store, 'k'), 'given');
    },
  },
];

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../object-store.js';
import { bytesOf, keysOf, textOf, type ContractCase } from './contract-case.js';

const RACERS = 8;
const ROUNDS = 4;

async function tagOf(store: ObjectStore, key: string): Promise<string> {
  const found = await store.head(key);
  assert.ok(found !== undefined, `expected ${key} to be there, was not`);
  return found.tag;
}

/** Replacing what is still the object that was looked at, and holding what is replaced. */
export const REPLACE_CASES: readonly ContractCase[] = [
  {
    name: 'replaces the object that was looked at, and leaves any other as it is',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('d/k', { bytes: bytesOf('one') });
      const first = await tagOf(twin, 'd/k');
      const two = { bytes: bytesOf('two') };
      assert.equal(await twin.replaceIfSame('d/k', two, first), 'replaced');
      assert.notEqual(await tagOf(store, 'd/k'), first);
      assert.equal(await store.replaceIfSame('d/k', { bytes: bytesOf('3') }, first), 'changed');
      assert.equal(await textOf(store, 'd/k'), 'two');
      const second = await tagOf(store, 'd/k');
      assert.equal(await store.replaceIfSame('d/k', { bytes: bytesOf('') }, second), 'replaced');
      assert.equal(await textOf(twin, 'd/k'), '');
      assert.deepEqual(await keysOf(store, ''), ['d/k']);
    },
  },
  {
    name: 'replaces nothing where there is no object, and creates only where nothing was seen',
    run: async ({ store, twin }) => {
      const bytes = bytesOf('x');
      assert.equal(await store.replaceIfSame('d/k', { bytes }, undefined), 'replaced');
      assert.equal(await textOf(twin, 'd/k'), 'x');
      const other = { bytes: bytesOf('other') };
      assert.equal(await twin.replaceIfSame('d/k', other, undefined), 'changed');
      const tag = await tagOf(store, 'd/k');
      await store.remove('d/k');
      assert.equal(await twin.replaceIfSame('d/k', other, tag), 'changed');
      assert.equal(await twin.replaceIfSame('no/such', other, tag), 'changed');
      assert.deepEqual(await keysOf(store, ''), []);
    },
  },
  {
    name: 'replaces from a file, more than once, and leaves the file to its owner',
    run: async ({ store, twin, scratch }) => {
      const file = join(scratch, 'source.bin');
      await writeFile(file, 'from a file');
      assert.equal(await store.replaceIfSame('k', { file }, undefined), 'replaced');
      await twin.replace('k', { bytes: bytesOf('between') });
      const tag = await tagOf(twin, 'k');
      assert.equal(await store.replaceIfSame('k', { file }, tag), 'replaced');
      assert.equal(await textOf(twin, 'k'), 'from a file');
      assert.equal(await readFile(file, 'utf8'), 'from a file');
      const absent = { file: join(scratch, 'absent') };
      const again = await tagOf(twin, 'k');
      const expected = { code: 'UNAVAILABLE' };
      await assert.rejects(store.replaceIfSame('k', absent, again), expected);
      assert.equal(await textOf(twin, 'k'), 'from a file');
    },
  },
  {
    name: 'lets exactly one of many callers replace what they all looked at',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('race', { bytes: bytesOf('start') });
      for (let round = 0; round < ROUNDS; round += 1) {
        const tag = await tagOf(store, 'race');
        const outcomes = await Promise.all(
          Array.from({ length: RACERS }, (_, index) =>
            (index % 2 === 0 ? store : twin).replaceIfSame(
              'race',
              { bytes: bytesOf(`${round} ${index}`) },
              tag,
            ),
          ),
        );
        assert.equal(outcomes.filter((outcome) => outcome === 'replaced').length, 1);
        assert.equal(await textOf(twin, 'race'), `${round} ${outcomes.indexOf('replaced')}`);
      }
    },
  },
  {
    name: 'lets exactly one of many callers create what none of them saw',
    run: async ({ store, twin }) => {
      const outcomes = await Promise.all(
        Array.from({ length: RACERS }, (_, index) =>
          (index % 2 === 0 ? store : twin).replaceIfSame(
            'race',
            { bytes: bytesOf(`${index}`) },
            undefined,
          ),
        ),
      );
      assert.equal(outcomes.filter((outcome) => outcome === 'replaced').length, 1);
      assert.equal(await textOf(twin, 'race'), `${outcomes.indexOf('replaced')}`);
    },
  },
  {
    name: 'keeps the bytes of a snapshot whatever becomes of the object',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('d/k', { bytes: bytesOf('before') });
      const before = await twin.snapshot('d/k');
      const tag = await tagOf(store, 'd/k');
      assert.deepEqual([before.bytes, before.tag], [6, tag]);
      assert.equal(await store.replaceIfSame('d/k', { bytes: bytesOf('after') }, tag), 'replaced');
      const after = await twin.snapshot('d/k');
      assert.notEqual(after.tag, before.tag);
      await store.remove('d/k');
      assert.equal(await readFile(before.path, 'utf8'), 'before');
      assert.equal(await readFile(after.path, 'utf8'), 'after');
      assert.deepEqual(await keysOf(store, ''), []);
      await Promise.all([before.release(), after.release()]);
      await before.release();
    },
  },
  {
    name: 'gives each reader a snapshot of its own, of one state of the object',
    run: async ({ store, twin }) => {
      await store.createIfAbsent('k', { bytes: bytesOf('same') });
      const [one, two] = await Promise.all([store.snapshot('k'), store.snapshot('k')]);
      assert.notEqual(one.path, two.path);
      assert.equal(one.tag, two.tag);
      assert.equal((await store.head('k'))?.tag, one.tag);
      await one.release();
      assert.equal(await readFile(two.path, 'utf8'), 'same');
      assert.equal(await twin.replaceIfSame('k', { bytes: bytesOf('x') }, two.tag), 'replaced');
      await two.release();
    },
  },
  {
    name: 'takes a snapshot of the old object or the new one while it is replaced',
    run: async ({ store, twin }) => {
      const contents = Array.from({ length: 12 }, (_, index) => `${index}`.repeat(1 + index * 37));
      await store.createIfAbsent('k', { bytes: bytesOf(contents[0]) });
      let done = false;
      const replacing = async () => {
        for (const content of contents.slice(1)) {
          const outcome = await store.replaceIfSame(
            'k',
            { bytes: bytesOf(content) },
            await tagOf(store, 'k'),
          );
          assert.equal(outcome, 'replaced');
        }
      };
      const reading = async () => {
        while (!done) {
          const snapshot = await twin.snapshot('k');
          const text = await readFile(snapshot.path, 'utf8');
          assert.ok(contents.includes(text) && text.length === snapshot.bytes, text);
          await snapshot.release();
        }
      };
      const replaced = replacing().finally(() => {
        done = true;
      });
      await Promise.all([replaced, reading()]);
      assert.equal(await textOf(twin, 'k'), contents.at(-1));
    },
  },
];

import assert from 'node:assert/strict';
import { bytesOf, keysOf, type ContractCase } from './contract-case.js';

/** In the order of their UTF-8 bytes. `/` is 0x2f: after `-` and `.`, before digits and letters. */
const ORDERED = [
  'A',
  'a!',
  'a-b',
  'a-c/d',
  'a.b',
  'a/b',
  'a/b-c',
  'a/d/c',
  'a0',
  'aa/b',
  'b=10/x',
  'b=9/x',
  'z/\u00e9',
  'z/\ufb01',
  'z/\u{1f389}',
];

/** As many as to need several pages, in folders and beside them. */
const MANY = Array.from({ length: 60 }, (_, index) => {
  const number = String(index).padStart(3, '0');
  return index % 3 === 0 ? `m/${number}` : `m/${number}/part=${index % 7}`;
});

/** Listing. */
export const LIST_CASES: readonly ContractCase[] = [
  {
    name: 'lists in the order of the UTF-8 bytes of whole keys',
    run: async ({ store, twin }) => {
      for (const key of [...ORDERED].reverse()) {
        await store.createIfAbsent(key, { bytes: bytesOf(key) });
      }
      assert.deepEqual(await keysOf(twin, ''), ORDERED);
      for await (const { key, bytes } of twin.list('')) {
        assert.equal(bytes, Buffer.byteLength(key));
      }
    },
  },
  {
    name: 'lists the keys that start with a prefix, wherever it ends',
    run: async ({ store }) => {
      for (const key of ORDERED) {
        await store.createIfAbsent(key, { bytes: bytesOf(key) });
      }
      const prefixes = ['a', 'a/', 'a/b', 'a-b', 'a-b/', 'b=', 'b=1', 'z/', 'A', 'absent', 'A/'];
      for (const prefix of prefixes) {
        const expected = ORDERED.filter((key) => key.startsWith(prefix));
        assert.deepEqual(await keysOf(store, prefix), expected, prefix);
      }
    },
  },
  {
    name: 'lists the keys after a given one, whether that exists or not',
    run: async ({ store }) => {
      for (const key of ORDERED) {
        await store.createIfAbsent(key, { bytes: bytesOf(key) });
      }
      const bytes = (text: string) => Buffer.from(text, 'utf8');
      for (const after of [...ORDERED, '', 'a/', 'a-', 'a/b/', 'a/c', 'b=5', '\u{10ffff}', 'z']) {
        for (const prefix of ['', 'a', 'a/']) {
          const expected = ORDERED.filter((key) => key.startsWith(prefix)).filter(
            (key) => Buffer.compare(bytes(key), bytes(after)) > 0,
          );
          assert.deepEqual(await keysOf(store, prefix, after), expected, `${prefix} ${after}`);
        }
      }
    },
  },
  {
    name: 'lists nothing in an empty lake and refuses prefixes that no key can have',
    run: async ({ store }) => {
      assert.deepEqual(await keysOf(store, ''), []);
      assert.deepEqual(await keysOf(store, 'a/b/'), []);
      for (const prefix of ['/', '../', 'a//', 'a/../b', './a', 'a\\']) {
        await assert.rejects(keysOf(store, prefix), { code: 'BAD_KEY' }, prefix);
      }
    },
  },
  {
    name: 'lists many keys once each, and goes on after any of them',
    run: async ({ store, twin }) => {
      await Promise.all(MANY.map((key) => store.createIfAbsent(key, { bytes: bytesOf(key) })));
      assert.deepEqual(await keysOf(store, 'm/'), MANY);
      assert.deepEqual(await keysOf(twin, ''), MANY);
      for (const index of [0, 1, 29, 58, 59]) {
        assert.deepEqual(await keysOf(twin, 'm/', MANY[index]), MANY.slice(index + 1));
      }
    },
  },
  {
    name: 'can be left half-way through a listing',
    run: async ({ store }) => {
      for (const key of ORDERED) {
        await store.createIfAbsent(key, { bytes: bytesOf(key) });
      }
      const seen = [];
      for await (const { key } of store.list('')) {
        seen.push(key);
        if (seen.length === 3) {
          break;
        }
      }
      assert.deepEqual(seen, ORDERED.slice(0, 3));
      assert.deepEqual(await keysOf(store, '', seen[2]), ORDERED.slice(3));
    },
  },
];

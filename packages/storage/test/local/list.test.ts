import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalStore } from '../../src/index.js';
import { freshFolder, keysOf } from '../scene.js';

/** Keys of few characters around `/`, so that folders and files interleave. No key is a folder. */
const keySets = fc
  .uniqueArray(
    fc
      .array(fc.string({ unit: fc.constantFrom('a', '-', '.', '0', 'é'), minLength: 1 }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.map((part) => `k${part}`).join('/')),
    { maxLength: 25 },
  )
  .map((keys) => keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`))));

const inByteOrder = (keys: readonly string[]) =>
  [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

describe('list', () => {
  it('equals the sorted, filtered set of keys', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(keySets, fc.nat(30), fc.nat(5), async (keys, place, cut) => {
        const root = await makeLake(keys);
        const store = createLocalStore({ root });
        const ordered = inByteOrder(keys);
        const some = ordered[place % Math.max(1, ordered.length)] ?? 'k';
        const prefix = some.slice(0, cut);
        expect(await keysOf(store)).toEqual(ordered);
        expect(await keysOf(store, prefix, some)).toEqual(
          ordered.filter(
            (key) =>
              key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(some)) > 0,
          ),
        );
      }),
      { numRuns: 60, seed: 20_251_216 },
    );
  });

  it('walks 20,000 objects in one folder and in many', { timeout: 60_000 }, async () => {
    const flat = Array.from({ length: 10_000 }, (_, index) => `log/${number(index)}.json`);
    const deep = Array.from(
      { length: 10_000 },
      (_, index) => `bronze/symbol=S${index % 100}/hour=${index % 24}/part-${number(index)}`,
    );
    const store = createLocalStore({ root: await makeLake([...flat, ...deep]) });
    expect(await keysOf(store)).toEqual(inByteOrder([...flat, ...deep]));
    expect(await keysOf(store, 'log/', `log/${number(9_997)}.json`)).toHaveLength(2);
  });
});

async function makeLake(keys: readonly string[]): Promise<string> {
  const root = await freshFolder();
  const folders = new Set(keys.map((key) => dirname(join(root, key))));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
  }
  for (const key of keys) {
    writeFileSync(join(root, key), '');
  }
  return root;
}

function number(index: number): string {
  return String(index).padStart(20, '0');
}

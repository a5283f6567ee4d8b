import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocalStore, localStagingFolder } from '../../src/index.js';
import { bytesOf, freshPlaces, keysOf, textOf } from '../scene.js';

/** A store that stops at `name`, as a process that is killed there. */
function stopping(root: string, name: string) {
  const stop = new Error(`stopped at ${name}`);
  const failpoint = (reached: string) => {
    if (reached === name) {
      throw stop;
    }
  };
  return { store: createLocalStore({ root, failpoint }), stop };
}

describe('createIfAbsent, stopped between its steps', () => {
  it.each([
    ['storage.after-staging-write', false],
    ['storage.after-link', true],
    ['storage.after-unlink', true],
  ])('leaves the object whole or absent at %s', async (name, published) => {
    const { root } = await freshPlaces();
    const { store, stop } = stopping(root, name);

    await expect(store.createIfAbsent('d/k', { bytes: bytesOf('whole') })).rejects.toBe(stop);

    const next = createLocalStore({ root });
    expect(await keysOf(next)).toEqual(published ? ['d/k'] : []);
    const outcome = await next.createIfAbsent('d/k', { bytes: bytesOf('again') });
    expect(outcome).toBe(published ? 'exists' : 'created');
    expect(await textOf(next, 'd/k')).toBe(published ? 'whole' : 'again');
  });

  it('leaves a staged file where no listing sees it', async () => {
    const { root } = await freshPlaces();
    const { store, stop } = stopping(root, 'storage.after-staging-write');
    await expect(store.createIfAbsent('k', { bytes: bytesOf('x') })).rejects.toBe(stop);

    const [owner] = await readdir(localStagingFolder(root));
    expect(await readdir(join(localStagingFolder(root), owner))).toEqual(['000001-object']);
    expect(await keysOf(store)).toEqual([]);
    expect(await keysOf(store, '_lake/')).toEqual([]);
  });
});

describe('replace, stopped between its steps', () => {
  it.each([
    ['storage.after-staging-write', 'old'],
    ['storage.after-rename', 'new'],
  ])('leaves the old object or the new one at %s', async (name, expected) => {
    const { root } = await freshPlaces();
    const { store, stop } = stopping(root, name);
    await createLocalStore({ root }).replace('k', { bytes: bytesOf('old') });
    await expect(store.replace('k', { bytes: bytesOf('new') })).rejects.toBe(stop);
    expect(await textOf(createLocalStore({ root }), 'k')).toBe(expected);
  });
});

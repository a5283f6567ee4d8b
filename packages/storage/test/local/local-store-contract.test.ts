import { describe, it } from 'vitest';
import { OBJECT_STORE_CONTRACT } from '../../src/contract.js';
import { createLocalStore } from '../../src/index.js';
import { freshPlaces } from '../scene.js';

describe('createLocalStore, by the contract of every store', () => {
  it.each(OBJECT_STORE_CONTRACT)('$name', async ({ run }) => {
    const { root, scratch } = await freshPlaces();
    const open = () => createLocalStore({ root });
    await run({ store: open(), twin: open(), scratch });
  });
});

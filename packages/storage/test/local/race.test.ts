import { describe, it } from 'vitest';
import { createLocalStore } from '../../src/index.js';
import { freshPlaces } from '../scene.js';
import { expectOneWinnerEach } from '../support/race.js';

describe('createIfAbsent among processes', () => {
  it('lets exactly one of eight processes create each object', { timeout: 60_000 }, async () => {
    const { root } = await freshPlaces();
    await expectOneWinnerEach(8, { kind: 'local', root }, createLocalStore({ root }));
  });
});

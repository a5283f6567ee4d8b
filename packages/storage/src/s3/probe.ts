import { systemRandomness, type Randomness } from '@assay/telemetry';
import { StorageError } from '../errors.js';
import type { ObjectStore } from '../object-store.js';

/** Objects of a probe are below it, each probe in a folder of its own. */
export const PROBE_PREFIX = '_lake/probe/';

const RACERS = 8;

/**
 * Proves that of many creates of one key exactly one wins: two after one another, then eight at once.
 * Rejects with `UNSUPPORTED` where that is not so. Removes what it made.
 */
export async function probeConditionalCreate(
  store: ObjectStore,
  randomness: Randomness = systemRandomness,
): Promise<void> {
  const folder = `${PROBE_PREFIX}${randomness.hex(8)}`;
  const create = (name: string, content: string) =>
    store.createIfAbsent(`${folder}/${name}`, { bytes: new TextEncoder().encode(content) });
  // Where not even this one succeeds there is nothing to remove, and its failure says why.
  const first = await create('twice', 'first');
  const remove = async () => {
    await Promise.all(['twice', 'race'].map((name) => store.remove(`${folder}/${name}`)));
  };
  try {
    const second = await create('twice', 'second');
    if (first !== 'created' || second !== 'exists') {
      throw unsupported(store, `of two creates of one key, was ${first} and ${second}`);
    }
    const racers = Array.from({ length: RACERS }, (_, index) => create('race', `racer ${index}`));
    const outcomes = await settled(racers);
    const winners = outcomes.filter((outcome) => outcome === 'created').length;
    if (winners !== 1) {
      throw unsupported(store, `of ${RACERS} creates of one key at once, was ${winners} winners`);
    }
  } catch (error) {
    // What was found is worth more than what could not be removed after it.
    await Promise.allSettled([remove()]);
    throw error;
  }
  await remove();
}

/** All have ended before the first failure is told, so that none comes after the removal. */
async function settled<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function unsupported(store: ObjectStore, seen: string): StorageError {
  const expected = 'expected exactly one to succeed';
  const advice = 'the service ignores If-None-Match, so that writers would overwrite each other';
  return new StorageError(
    'UNSUPPORTED',
    `${store.root}: ${expected} ${seen}: ${advice}: use another`,
  );
}

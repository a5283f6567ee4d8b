import { createPlaces, movedTo, readLedger, type OpenPlace } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import { listAllShards } from './source-lake.js';

/** Where a lake that was moved is now. */
export interface CurrentPlace {
  /** URIs, from the place that it was moved to first to the last that is known. */
  readonly places: readonly string[];
  /** Why the last of them could not be asked whether it went on from there. */
  readonly unasked: string | undefined;
}

/**
 * Follows a lake through its moves. Empty for one that was never moved.
 *
 * @param openPlace by default folders alone are opened
 */
export async function currentPlace(
  store: ObjectStore,
  openPlace?: OpenPlace,
): Promise<CurrentPlace> {
  const opened = createPlaces(openPlace);
  const places: string[] = [];
  let next = await placeAfter(store);
  // A lake may have come back to where it was.
  while (next !== undefined && next !== store.root && !places.includes(next)) {
    places.push(next);
    try {
      next = await placeAfter(await opened.at(next));
    } catch (error) {
      return { places, unasked: error instanceof Error ? error.message : String(error) };
    }
  }
  return { places, unasked: undefined };
}

async function placeAfter(store: ObjectStore): Promise<string | undefined> {
  for (const { tier, shard } of await listAllShards(store)) {
    const place = movedTo(await readLedger({ store, tier, shard }));
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}

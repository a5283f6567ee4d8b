import {
  dateOfSilverKey,
  silverCatalogFolder,
  silverCatalogRoot,
  type Dataset,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { appendHours } from './append-hours.js';
import { followDay, type DayFollower } from './follow-day.js';
import type { SilverCatalog } from './silver-catalog.js';

/** So many days are remembered: what reads a year goes through it day by day. */
const REMEMBERED_DAYS = 64;

/** Opens Silver's catalog of a lake. Nothing is read before the first question. */
export function createSilverCatalog(store: ObjectStore): SilverCatalog {
  const followers = new Map<string, DayFollower>();

  function followerOf(dataset: Dataset, date: string): DayFollower {
    const folder = silverCatalogFolder(dataset, date);
    const follower = followers.get(folder) ?? followDay(store, dataset, date);
    followers.delete(folder);
    followers.set(folder, follower);
    for (const oldest of followers.keys()) {
      if (followers.size <= REMEMBERED_DAYS) {
        break;
      }
      followers.delete(oldest);
    }
    return follower;
  }

  return {
    day: (dataset, date) => followerOf(dataset, date).refresh(),
    dates: (dataset) => listDates(store, dataset),
    append: (request) => {
      const follower = followerOf(request.dataset, request.date);
      return follower.inTurn(() => appendHours(store, follower, request));
    },
  };
}

/** One listing a date, whatever the number of its entries. */
async function listDates(store: ObjectStore, dataset: Dataset): Promise<string[]> {
  const root = silverCatalogRoot(dataset);
  const dates: string[] = [];
  let after: string | undefined;
  for (;;) {
    const key = await firstKey(store, root, after);
    if (key === undefined) {
      return dates;
    }
    const date = dateOfSilverKey(dataset, key);
    if (date !== undefined) {
      dates.push(date);
    }
    // Names of entries are digits, which sort before "~".
    after = date === undefined ? key : `${silverCatalogFolder(dataset, date)}~`;
  }
}

async function firstKey(
  store: ObjectStore,
  root: string,
  after: string | undefined,
): Promise<string | undefined> {
  for await (const { key } of store.list(root, after === undefined ? {} : { after })) {
    return key;
  }
  return undefined;
}

import {
  silverCatalogFolder,
  silverEntryKey,
  silverEntryNumber,
  type Dataset,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { badCatalog, DayFold } from './day-fold.js';
import type { SilverDay } from './silver-day.js';

/** Follows one day's catalog for whoever asks more than once. */
export interface DayFollower {
  /** Reads the entries that were not seen before. */
  refresh(): Promise<SilverDay>;
  /** Runs what adds entries one after another: side by side they would take each other's number. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Objects of the folder that are no entries are passed by: the chain says whether one is missing. */
export function followDay(store: ObjectStore, dataset: Dataset, date: string): DayFollower {
  const folder = silverCatalogFolder(dataset, date);
  let fold = new DayFold(dataset, date);
  let headBytes = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let turns: Promise<unknown> = Promise.resolve();

  /** Entries after `from`, which must be there with the size it had; undefined when it is another. */
  async function keysAfter(from: number): Promise<{ key: string; bytes: number }[] | undefined> {
    const keys: { key: string; bytes: number }[] = [];
    const after = from <= 1 ? undefined : silverEntryKey(dataset, date, from - 1);
    let isHeadThere = from === 0;
    for await (const { key, bytes } of store.list(folder, after === undefined ? {} : { after })) {
      const number = silverEntryNumber(dataset, date, key);
      if (number === from) {
        isHeadThere = bytes === headBytes;
      } else if (number !== undefined && number > from) {
        keys.push({ key, bytes });
      }
    }
    return isHeadThere ? keys : undefined;
  }

  async function readOn(): Promise<SilverDay> {
    try {
      let keys = await keysAfter(fold.head);
      if (keys === undefined) {
        // The catalog was taken away, and perhaps begun anew: nothing of the old one counts.
        fold = new DayFold(dataset, date);
        keys = (await keysAfter(0)) ?? [];
      }
      for (const { key } of keys) {
        const bytes = await readEntry(store, key);
        fold.add(bytes, key);
        headBytes = bytes.length;
      }
      return fold.day();
    } catch (error) {
      fold = new DayFold(dataset, date);
      throw error;
    }
  }

  return {
    refresh: () => {
      const result = queue.then(readOn);
      // Two callers at once must not fold one entry twice; the caller hears of a failure itself.
      queue = result.catch(() => undefined);
      return result;
    },
    inTurn: (work) => {
      const result = turns.then(work);
      turns = result.catch(() => undefined);
      return result;
    },
  };
}

async function readEntry(store: ObjectStore, key: string): Promise<Uint8Array> {
  try {
    return await store.read(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      throw badCatalog(`${key}: expected the entry that was listed, was none`, error);
    }
    throw error;
  }
}

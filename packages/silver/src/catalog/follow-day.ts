import {
  silverCatalogFolder,
  silverEntryKey,
  silverEntryNumber,
  type Dataset,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { badCatalog, DayFold } from './day-fold.js';
import type { SilverDay } from './silver-day.js';

/** Entries are small, and a request each. */
const READ_AT_ONCE = 32;

/** Follows one day's catalog for whoever asks more than once. */
export interface DayFollower {
  /** Reads the entries that were not seen before. */
  refresh(): Promise<SilverDay>;
  /** The day as it was last seen; read where it never was. */
  latest(): Promise<SilverDay>;
  /** The day with an entry that was just created after the last one that was seen. */
  extend(bytes: Uint8Array, key: string): Promise<SilverDay>;
  /** Runs what adds entries one after another: side by side they would take each other's number. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Objects of the folder that are no entries are passed by: the chain says whether one is missing. */
export function followDay(store: ObjectStore, dataset: Dataset, date: string): DayFollower {
  const folder = silverCatalogFolder(dataset, date);
  let fold = new DayFold(dataset, date);
  let headBytes = 0;
  let isRead = false;
  let queue: Promise<unknown> = Promise.resolve();
  let turns: Promise<unknown> = Promise.resolve();

  function take(bytes: Uint8Array, key: string): void {
    fold.add(bytes, key);
    headBytes = bytes.length;
  }

  /** Two callers at once must not fold one entry twice; the caller hears of a failure itself. */
  function enqueue<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

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
      for (let from = 0; from < keys.length; from += READ_AT_ONCE) {
        const group = keys.slice(from, from + READ_AT_ONCE);
        const read = await Promise.all(group.map(({ key }) => readEntry(store, key)));
        read.forEach((bytes, index) => take(bytes, group[index].key));
      }
      isRead = true;
      return fold.day();
    } catch (error) {
      fold = new DayFold(dataset, date);
      throw error;
    }
  }

  return {
    refresh: () => enqueue(readOn),
    latest: () => enqueue(() => (isRead ? fold.day() : readOn())),
    extend: (bytes, key) =>
      enqueue(() => {
        // A refresh that came in between has read it already.
        if (silverEntryNumber(dataset, date, key) === fold.head + 1) {
          take(bytes, key);
        }
        return fold.day();
      }),
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
      throw badCatalog(key, 'expected the entry that was listed, was none', error);
    }
    throw error;
  }
}

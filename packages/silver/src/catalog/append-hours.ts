import { encodeSilverEntry, silverEntryKey, type SilverHour } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { SilverError } from '../errors.js';
import type { AppendRequest } from './silver-catalog.js';
import type { DayFollower } from './follow-day.js';
import type { SilverDay } from './silver-day.js';

/**
 * Creates the next entry if there is none yet. Where one is, another compactor was first: when it
 * concerns other hours the next number is tried, else `OVERTAKEN` is thrown.
 */
export async function appendHours(
  store: ObjectStore,
  follower: DayFollower,
  request: AppendRequest,
): Promise<SilverDay> {
  const { dataset, date, hours, seen, writer } = request;
  // Where somebody else has added an entry since it was seen, creating the next one will say so.
  let day = await follower.latest();
  for (;;) {
    refuseOvertaken(day, hours, seen);
    const number = day.head + 1;
    const key = silverEntryKey(dataset, date, number);
    const bytes = encodeSilverEntry({
      format: 1,
      kind: 'silver-hours',
      dataset: dataset.id,
      date,
      number,
      prev_sha256: day.headSha256,
      writer,
      hours: [...hours],
    });
    if (await createEntry(store, key, bytes)) {
      return follower.extend(bytes, key);
    }
    day = await follower.refresh();
  }
}

/**
 * Whether the entry with this key is the one with these bytes. A reply may be lost, and an entry names its
 * writer: who finds its own bytes made it.
 */
async function createEntry(store: ObjectStore, key: string, bytes: Uint8Array): Promise<boolean> {
  for (;;) {
    try {
      if ((await store.createIfAbsent(key, { bytes })) === 'created') {
        return true;
      }
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'UNDECIDED') {
        throw error;
      }
      if ((await store.head(key)) === undefined) {
        continue;
      }
    }
    return Buffer.from(await store.read(key)).equals(bytes);
  }
}

function refuseOvertaken(day: SilverDay, hours: readonly SilverHour[], seen: number): void {
  for (const { partition, hour } of hours) {
    const entry = day.entryOf(partition, hour);
    if (entry > seen) {
      const name = `${day.dataset.id} ${partition} ${day.date}${hour === null ? '' : ` hour ${hour}`}`;
      throw new SilverError(
        'OVERTAKEN',
        `${name}: expected no record after entry ${seen}, was one in entry ${entry}, which another ` +
          'compactor made meanwhile: compact again',
        { retryable: true },
      );
    }
  }
}

import { ledgerSegmentKey, parseLedgerSegment, segmentLines } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { nullLogger } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { readEntries, readEntry } from '../../src/read/read-entries.js';
import { compactLog, type CompactOptions } from '../../src/segments/compact-log.js';
import { logOf, type EntryLog } from '../support/entry-log.js';
import { createMapStore } from '../support/map-store.js';

async function createLog(log: EntryLog) {
  const store = createMapStore();
  await log.save(store);
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  const compact = (more: Partial<CompactOptions> = {}) =>
    compactLog({ ...place, head: log.head, logger: nullLogger, segmentEntries: 10, ...more });
  const singles = () => [...store.objects.keys()].filter((key) => key.includes('/log/'));
  const segment = (from: number, to: number) => ledgerSegmentKey('bronze', 'market', { from, to });
  return { ...place, store, log, compact, singles, segment };
}

/** Numbers and digests of the entries after `after`. */
async function readAll(place: Parameters<typeof readEntries>[0], after = 0) {
  const read: (readonly [number, string])[] = [];
  for await (const group of readEntries(place, after)) {
    read.push(...group.map(({ entry, sha256 }) => [entry.number, sha256] as const));
  }
  return read;
}

describe('compactLog', () => {
  it('writes entries verbatim into segments that name one another, and removes their files', async () => {
    const lake = await createLog(logOf(14, 6));
    const before = await readAll(lake);
    expect(lake.log.head).toBe(31);
    expect(await lake.compact()).toBe(30);

    const first = lake.store.objects.get(lake.segment(1, 10)) ?? new Uint8Array();
    const verbatim = Buffer.concat(lake.log.entries.slice(0, 10));
    expect(Buffer.concat(segmentLines(first).slice(1)).equals(verbatim)).toBe(true);
    const second = lake.store.objects.get(lake.segment(11, 20)) ?? new Uint8Array();
    const { header } = parseLedgerSegment(second, 'second');
    const { header: firstHeader, headerSha256 } = parseLedgerSegment(first, 'first');
    expect(header.prev_sha256).toBe(firstHeader.last_sha256);
    expect(header.prev_segment_sha256).toBe(headerSha256);

    // The claims stay, and what is not in a segment yet.
    expect(lake.singles()).toEqual([1, 15, 31].map((number) => lake.log.key(number)));
    expect(await readAll(lake)).toEqual(before);
    expect(await readAll(lake, 13)).toEqual(before.slice(13));
    expect(await readAll(lake, 31)).toEqual([]);
    const entry = await readEntry(lake, 12);
    expect(entry?.sha256).toBe(before[11][1]);
    expect(await readEntry(lake, 32)).toBeUndefined();
  });

  it('does nothing before a segment is full, and ends one early where its bytes are many', async () => {
    const lake = await createLog(logOf(6));
    expect(await lake.compact({ segmentEntries: 15 })).toBe(0);
    expect(lake.singles()).toHaveLength(14);
    expect(await lake.compact({ segmentEntries: 6, segmentBytes: 1_500 })).toBe(10);
    expect(lake.store.objects.has(lake.segment(1, 4))).toBe(true);
  });

  it('leaves a readable log wherever it ends, and the next one finishes it', async () => {
    const log = logOf(14, 6);
    const before = await readAll(await createLog(log));
    for (let steps = 0; ; steps += 1) {
      const lake = await createLog(log);
      const { store } = lake;
      let left = steps;
      const counted =
        <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
        (...args: Args) => {
          left -= 1;
          return left < 0 ? Promise.reject(new Error('crashed')) : act(...args);
        };
      const dying = {
        ...store,
        createIfAbsent: counted(store.createIfAbsent),
        read: counted(store.read),
        remove: counted(store.remove),
      };
      const crashed = await lake.compact({ store: dying }).then(
        () => false,
        () => true,
      );
      expect(await readAll(lake)).toEqual(before);
      await lake.compact();
      expect(lake.singles()).toEqual([1, 15, 31].map((number) => lake.log.key(number)));
      expect(await readAll(lake)).toEqual(before);
      if (!crashed) {
        expect(steps).toBeGreaterThan(60);
        return;
      }
    }
  });

  it('may be done by two processes at once', async () => {
    const lake = await createLog(logOf(30, 6));
    const before = await readAll(lake);
    const done = await Promise.all([lake.compact(), lake.compact(), lake.compact()]);
    expect(Math.max(...done)).toBe(60);
    expect(await readAll(lake)).toEqual(before);
  });

  it('removes nothing where another segment is in the way or the entries do not follow', async () => {
    const foreign = await createLog(logOf(14));
    await foreign.store.replace(foreign.segment(1, 10), { bytes: Buffer.from('other bytes') });
    await expect(foreign.compact()).rejects.toThrow();

    const altered = await createLog(logOf(14));
    await altered.store.replace(altered.log.key(5), { bytes: logOf(4).claim('x').entries[10] });
    await expect(altered.compact()).rejects.toThrow(
      expect.objectContaining({ code: 'BROKEN_CHAIN' }),
    );
    const holed = await createLog(logOf(14));
    await holed.store.remove(holed.log.key(5));
    await expect(holed.compact()).rejects.toThrow(
      expect.objectContaining({ code: 'BROKEN_CHAIN' }),
    );
    for (const lake of [foreign, altered]) {
      expect(lake.singles()).toHaveLength(30);
    }
  });

  it('ends early when it is told to', async () => {
    const lake = await createLog(logOf(30));
    const before = await readAll(lake);
    const controller = new AbortController();
    const store: ObjectStore = {
      ...lake.store,
      remove: async (key) => {
        controller.abort();
        await lake.store.remove(key);
      },
    };
    expect(await lake.compact({ store, signal: controller.signal })).toBe(10);
    expect(await readAll(lake)).toEqual(before);
  });
});

describe('readEntries', () => {
  it('finds entries whose files are removed while it reads', async () => {
    const log = logOf(40, 6);
    const expected = await readAll(await createLog(log));
    for (let wait = 0; wait < 40; wait += 3) {
      const lake = await createLog(log);
      let reads = 0;
      const store: ObjectStore = {
        ...lake.store,
        list: async function* (prefix, options) {
          yield* lake.store.list(prefix, options);
          if (wait === 0) {
            await lake.compact();
          }
        },
        read: async (key) => {
          reads += 1;
          if (reads === wait) {
            await lake.compact();
          }
          return lake.store.read(key);
        },
      };
      expect(await readAll({ ...lake, store })).toEqual(expected);
    }
  });

  it('refuses a segment whose bytes are not as they were written, or a foreign object', async () => {
    const lake = await createLog(logOf(14));
    await lake.compact();
    const key = lake.segment(1, 10);
    const bytes = Buffer.from(lake.store.objects.get(key) ?? []);
    await lake.store.replace(key, { bytes: Buffer.from(String(bytes).replace('d1', 'd2')) });
    await expect(readAll(lake)).rejects.toThrow(expect.objectContaining({ code: 'BAD_RECORD' }));
    await lake.store.replace(key, { bytes: lake.store.objects.get(lake.segment(11, 20)) ?? bytes });
    await expect(readAll(lake)).rejects.toThrow(expect.objectContaining({ code: 'BROKEN_CHAIN' }));
    await lake.store.replace(key, { bytes });
    await lake.store.replace('_lake/bronze/market/segments/notes.txt', { bytes });
    await expect(readAll(lake)).rejects.toThrow(expect.objectContaining({ code: 'BROKEN_CHAIN' }));
  });
});

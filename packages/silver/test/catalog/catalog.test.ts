import {
  futuresTrades,
  silverCatalogFolder,
  silverEntryKey,
  stocksTrades,
  type SilverHour,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { createMemoryStore, type MemoryStore } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { createSilverCatalog, type SilverCatalog } from '../../src/index.js';

const DATE = '2025-12-16';
const dataset = futuresTrades;
const NAME = { dataset, date: DATE };
const OVERTAKEN = expect.objectContaining({ code: 'OVERTAKEN', retryable: true });

function sha(text: string): string {
  return text.repeat(64).slice(0, 64);
}

function hour(partition: string, name: string | null, digest = 'a'): SilverHour {
  return {
    partition,
    hour: name,
    rule: 1,
    options: { collapse_ambiguous: false, tolerance_ns: null },
    inputs: [{ key: 'bronze/x.parquet', sha256: sha(digest) }],
    rows_read: 1,
    rows_written: 1,
    duplicates_removed: 0,
    ambiguous_duplicates: 0,
    enrichment: null,
    output: { key: 'silver/x', bytes: 9, sha256: sha(digest), min_ts: 1n, max_ts: 1n },
  };
}

function add(catalog: SilverCatalog, seen: number, ...hours: SilverHour[]) {
  return catalog.append({ ...NAME, hours, seen, writer: 'w' });
}

describe('createSilverCatalog', () => {
  it('has nothing of a date that was never compacted', async () => {
    const catalog = createSilverCatalog(createMemoryStore());
    const day = await catalog.day(dataset, DATE);
    expect(day).toMatchObject({ head: 0, hours: [] });
    expect(day.hourOf('ESZ5', '14')).toBeUndefined();
    expect(day.entryOf('ESZ5', '14')).toBe(0);
    expect(await catalog.dates(dataset)).toEqual([]);
  });

  it('gives the latest record of every hour, and the digests of all files it ever had', async () => {
    const store = createMemoryStore();
    const writer = createSilverCatalog(store);
    await add(writer, 0, hour('ESZ5', '15'), hour('ESZ5', '14'));
    await add(writer, 1, hour('ESZ5', '14', 'b'));
    await add(writer, 2, hour('ESH6', '14', 'c'), hour('ESZ5', '14', 'a'));
    for (const catalog of [writer, createSilverCatalog(store)]) {
      const day = await catalog.day(dataset, DATE);
      expect(day.hours.map(({ partition, hour: name }) => `${partition} ${name}`)).toEqual([
        'ESH6 14',
        'ESZ5 14',
        'ESZ5 15',
      ]);
      expect(day.hourOf('ESZ5', '14')?.output?.sha256).toBe(sha('a'));
      expect(day.historyOf('ESZ5', '14')).toEqual([sha('a'), sha('b')]);
      expect(day.entryOf('ESZ5', '14')).toBe(3);
      expect(day.entryOf('ESZ5', '15')).toBe(1);
    }
  });

  it('reads only the entries that it has not seen', async () => {
    const store = createMemoryStore();
    await add(createSilverCatalog(store), 0, hour('ESZ5', '14'));
    const reads: string[] = [];
    const read: ObjectStore['read'] = (key) => {
      reads.push(key);
      return store.read(key);
    };
    const catalog = createSilverCatalog({ ...store, read });
    await catalog.day(dataset, DATE);
    await add(createSilverCatalog(store), 1, hour('ESZ5', '15'));
    const day = await catalog.day(dataset, DATE);
    expect(day.head).toBe(2);
    expect(reads).toEqual([1, 2].map((number) => silverEntryKey(dataset, DATE, number)));
  });

  it('keeps datasets and dates apart', async () => {
    const catalog = createSilverCatalog(createMemoryStore());
    const first = { hours: [hour('ESZ5', '14')], seen: 0, writer: 'w' };
    await catalog.append({ ...NAME, ...first });
    await catalog.append({ dataset, date: '2025-12-09', ...first });
    await catalog.append({ dataset: stocksTrades, date: DATE, ...first });
    expect(await catalog.dates(dataset)).toEqual(['2025-12-09', DATE]);
    expect(await catalog.dates(stocksTrades)).toEqual([DATE]);
  });

  it('starts anew when the catalog was taken away and begun again', async () => {
    const store = createMemoryStore();
    const catalog = createSilverCatalog(store);
    await add(catalog, 0, hour('ESZ5', '14'));
    await add(catalog, 1, hour('ESZ5', '15'));
    store.objects.clear();
    expect((await catalog.day(dataset, DATE)).head).toBe(0);
    await add(createSilverCatalog(store), 0, hour('ESH6', '01'));
    expect((await catalog.day(dataset, DATE)).hours).toHaveLength(1);
  });
});

describe('append', () => {
  it('passes by entries about other hours, of this process and of others', async () => {
    const store = createMemoryStore();
    const [one, other] = [createSilverCatalog(store), createSilverCatalog(store)];
    const names = Array.from({ length: 24 }, (_, index) => String(index).padStart(2, '0'));
    await Promise.all(
      names.map((name, index) => add(index % 2 === 0 ? one : other, 0, hour('ESZ5', name))),
    );
    const day = await one.day(dataset, DATE);
    expect(day.head).toBe(24);
    expect(day.hours.map((each) => each.hour)).toEqual(names);
  });

  it('lets exactly one of two compactors record an hour', async () => {
    const store = createMemoryStore();
    const racers = Array.from({ length: 8 }, (_, index) => {
      const request = { ...NAME, hours: [hour('ESZ5', '14')], seen: 0, writer: `w${index}` };
      return createSilverCatalog(store).append(request);
    });
    const ended = await Promise.allSettled(racers);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of ended) {
      if (each.status === 'rejected') {
        expect(each.reason).toEqual(OVERTAKEN);
      }
    }
  });

  it('takes an hour that was recorded before it was looked at', async () => {
    const catalog = createSilverCatalog(createMemoryStore());
    await add(catalog, 0, hour('ESZ5', '14'));
    await expect(add(catalog, 0, hour('ESZ5', '14'))).rejects.toEqual(OVERTAKEN);
    expect((await add(catalog, 1, hour('ESZ5', '14'))).head).toBe(2);
  });

  it.each(['before', 'after'] as const)(
    'makes one entry when the reply is lost %s the store took it',
    async (when) => {
      const store = createMemoryStore();
      let lost = 0;
      const createIfAbsent: ObjectStore['createIfAbsent'] = async (key, source) => {
        if (lost === 0) {
          lost += 1;
          if (when === 'after') {
            await store.createIfAbsent(key, source);
          }
          throw new StorageError('UNDECIDED', 'the reply was lost');
        }
        return store.createIfAbsent(key, source);
      };
      const day = await add(
        createSilverCatalog({ ...store, createIfAbsent }),
        0,
        hour('ESZ5', '14'),
      );
      expect(day.head).toBe(1);
      expect(lost).toBe(1);
    },
  );

  it('knows its own entry where the store says that one exists', async () => {
    const store = createMemoryStore();
    const createIfAbsent: ObjectStore['createIfAbsent'] = async (key, source) => {
      await store.createIfAbsent(key, source);
      return 'exists';
    };
    const day = await add(createSilverCatalog({ ...store, createIfAbsent }), 0, hour('ESZ5', '14'));
    expect(day.head).toBe(1);
  });
});

describe('a catalog that was tampered with', () => {
  async function threeEntries(): Promise<MemoryStore> {
    const store = createMemoryStore();
    const catalog = createSilverCatalog(store);
    await add(catalog, 0, hour('ESZ5', '14'));
    await add(catalog, 1, hour('ESZ5', '15'));
    await add(catalog, 2, hour('ESZ5', '16'));
    return store;
  }

  function changeText(store: MemoryStore, key: string, change: (text: string) => string): void {
    const text = Buffer.from(store.objects.get(key) ?? []).toString('utf8');
    store.objects.set(key, Buffer.from(change(text), 'utf8'));
  }

  const second = silverEntryKey(dataset, DATE, 2);
  const third = silverEntryKey(dataset, DATE, 3);

  it.each<[string, string, (store: MemoryStore) => void]>([
    ['an entry missing', third, (store) => store.objects.delete(second)],
    [
      'an entry changed',
      third,
      (store) => changeText(store, second, (text) => text.replace('"rule":1', '"rule":2')),
    ],
    ['no JSON', second, (store) => changeText(store, second, () => 'x')],
    ['another form', second, (store) => changeText(store, second, () => '{"format":9}')],
    [
      'the entry of another date',
      second,
      (store) => changeText(store, second, (text) => text.replace(DATE, '2025-12-17')),
    ],
    [
      'the entry of another dataset',
      second,
      (store) => changeText(store, second, (text) => text.replace('futures', 'stocks')),
    ],
    [
      'two records of one hour in one entry',
      third,
      (store) =>
        changeText(store, third, (text) => {
          const entry = JSON.parse(text) as { hours: unknown[] };
          return JSON.stringify({ ...entry, hours: [...entry.hours, ...entry.hours] });
        }),
    ],
  ])('is refused with %s, naming the object', async (_, key, tamper) => {
    const store = await threeEntries();
    tamper(store);
    await expect(createSilverCatalog(store).day(dataset, DATE)).rejects.toEqual(
      expect.objectContaining({ code: 'BAD_CATALOG', message: expect.stringContaining(key) }),
    );
  });

  it('passes by objects that are no entries', async () => {
    const store = await threeEntries();
    store.objects.set(`${silverCatalogFolder(dataset, DATE)}notes.txt`, Buffer.from('x'));
    expect((await createSilverCatalog(store).day(dataset, DATE)).head).toBe(3);
  });
});

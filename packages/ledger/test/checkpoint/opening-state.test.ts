import { ledgerCheckpointKey, ledgerSegmentKey } from '@assay/schemas';
import { StorageError } from '@assay/storage';
import { nullLogger, type Logger, type LogFields } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { foldedFrom, checkpointOf } from '../../src/checkpoint/checkpoint-record.js';
import { LogKeeper } from '../../src/checkpoint/log-keeper.js';
import { openingState } from '../../src/checkpoint/opening-state.js';
import { compactLog } from '../../src/segments/compact-log.js';
import type { EntryLog } from '../support/entry-log.js';
import { logOf } from '../support/entry-log.js';
import { createMapStore } from '../support/map-store.js';

const KEY = ledgerCheckpointKey('bronze', 'market');

function recording(): { readonly logger: Logger; readonly lines: (LogFields | undefined)[] } {
  const lines: (LogFields | undefined)[] = [];
  return { logger: { ...nullLogger, warn: (_, fields) => lines.push(fields) }, lines };
}

/** A lake with a log and, up to entry `upTo` of it, a checkpoint. */
async function createLake(log: EntryLog, upTo: number) {
  const store = createMapStore();
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  const { logger, lines } = recording();
  const open = () => openingState(place, logger);
  for (const [index, bytes] of log.entries.entries()) {
    if (index === upTo) {
      await new LogKeeper(place, 0).close(await open());
    }
    store.objects.set(log.key(index + 1), bytes);
  }
  const reads: string[] = [];
  const counting = {
    ...store,
    read: (key: string) => {
      reads.push(key);
      return store.read(key);
    },
  };
  return { ...place, store, open, lines, logger, reads, counting };
}

/** A whole opening as plain values. */
async function plain(opening: ReturnType<typeof openingState>) {
  const { state, tally } = await opening;
  return { state, totals: tally.totals, runs: [...tally.runs.all()] };
}

describe('openingState', () => {
  it('is the same with and without a checkpoint, at any entry', async () => {
    const log = logOf(6, 3);
    const bare = await createLake(log, Infinity);
    const expected = await plain(bare.open());
    expect(expected.state.head).toBe(15);
    expect(expected.totals.commits).toBe(6);
    for (let upTo = 1; upTo < 15; upTo += 1) {
      const lake = await createLake(log, upTo);
      expect(await plain(lake.open())).toEqual(expected);
      expect((await lake.open()).checkpoint).toBe(upTo);
      expect(lake.lines).toEqual([]);
    }
  });

  it('reads the checkpoint, its entry and those after it, and nothing else', async () => {
    const log = logOf(30);
    const lake = await createLake(log, 58);
    await openingState({ ...lake, store: lake.counting }, lake.logger);
    expect(lake.reads).toEqual([KEY, ...[58, 59, 60, 61, 62].map((number) => log.key(number))]);
  });

  it('finds the checkpoint again when its entry is in a segment', async () => {
    const log = logOf(30);
    const lake = await createLake(log, 18);
    const expected = await plain(lake.open());
    await compactLog({ ...lake, head: 62, segmentEntries: 20, logger: nullLogger });
    expect(lake.store.objects.has(log.key(18))).toBe(false);
    expect(await plain(lake.open())).toEqual(expected);
    expect((await lake.open()).checkpoint).toBe(18);
    expect(lake.store.objects.has(ledgerSegmentKey('bronze', 'market', { from: 41, to: 60 }))).toBe(
      true,
    );
  });

  it.each([
    ['torn', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['altered', (text: string) => text.replace('"commits":2', '"commits":3')],
    ['of another format', () => '{"format":2,"sha256":"0"}\n'],
  ])('ignores a checkpoint that is %s, and says so', async (_, change) => {
    const lake = await createLake(logOf(6), 7);
    const text = Buffer.from(lake.store.objects.get(KEY) ?? []).toString('utf8');
    const bare = await createLake(logOf(6), Infinity);
    lake.store.objects.set(KEY, Buffer.from(change(text)));
    expect(await plain(lake.open())).toEqual(await plain(bare.open()));
    expect(lake.lines).toHaveLength(1);
    expect((await lake.open()).checkpoint).toBe(0);
  });

  it('ignores a checkpoint of another log, or one that ends before it', async () => {
    const lake = await createLake(logOf(6), 9);
    const other = await createLake(logOf(6, 2), 9);
    other.store.objects.set(KEY, lake.store.objects.get(KEY) ?? new Uint8Array());
    expect((await other.open()).state.fence).toBe(2);
    expect(other.lines).toHaveLength(1);

    const short = await createLake(logOf(2), Infinity);
    short.store.objects.set(KEY, lake.store.objects.get(KEY) ?? new Uint8Array());
    expect((await short.open()).state.head).toBe(6);
    expect(short.lines).toHaveLength(1);
  });

  it('reads every entry where the checkpoint cannot be read', async () => {
    const lake = await createLake(logOf(6), 9);
    const store = {
      ...lake.store,
      read: (key: string) =>
        key === KEY
          ? Promise.reject(new StorageError('UNAVAILABLE', 'an outage', { retryable: true }))
          : lake.store.read(key),
    };
    const { state, checkpoint } = await openingState({ ...lake, store }, lake.logger);
    expect([state.head, checkpoint]).toEqual([14, 0]);
    expect(lake.lines).toHaveLength(1);
  });
});

describe('checkpointOf', () => {
  it('holds everything of a state: what it is read back as is the same', async () => {
    const { state, tally } = await openingState(await createLake(logOf(3), Infinity), nullLogger);
    const mark = { sequence: 7n, serverTimeNs: undefined, sha256: 'c'.repeat(64) };
    const stretch = { epoch: 1, after: 2, upTo: 8, to: 7n, last: mark };
    const full = {
      ...state,
      continued: [stretch],
      left: [{ created: 'once', stretches: [stretch, { ...stretch, epoch: 2, last: undefined }] }],
      seal: { reason: 'moved', place: 's3://elsewhere', entry: 8 },
    };
    const record = checkpointOf({ state: full, tally });
    expect(record && foldedFrom(record).state).toEqual(full);
  });

  it('is none while nobody has claimed the log', async () => {
    const opening = await openingState(await createLake(logOf(0), Infinity), nullLogger);
    expect(checkpointOf(opening)).toBeDefined();
    const empty = { ...opening.state, head: 0, owner: undefined };
    expect(checkpointOf({ ...opening, state: empty })).toBeUndefined();
  });
});

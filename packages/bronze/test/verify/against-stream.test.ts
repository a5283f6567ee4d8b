import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBronzeWriter, verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { scratchFolder } from '../support/scene.js';
import {
  adoptForgery,
  commitsOf,
  copyOf,
  entryKey,
  forgeEntries,
  rewriteFile,
  smallLake,
  type Lake,
} from './lake.js';

let folder: string;
let whole: Lake;
let log: EmbeddedLog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'));
  whole = await smallLake(folder);
  log = await openEmbeddedLog({ root: join(folder, 'wal') });
});
afterAll(async () => {
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const against = ({ store }: Lake) => verifyBronze({ store, openLog: async () => log.market });

describe('verify against the stream', () => {
  it('finds every message stored as it was sent', async () => {
    const { problems, certificate } = await against(whole);
    expect(problems).toEqual([]);
    expect(certificate?.scope.stream).toEqual({ compared: 12n, not_retained: 0n });
  });

  it('finds a value that a forger changed in file, intent and log alike', async () => {
    const lake = await copyOf(whole);
    const key =
      (await commitsOf(lake))[1]?.files.find((each) => each.key.includes('ESZ4'))?.key ?? '';
    await rewriteFile(
      lake,
      key,
      `SELECT * REPLACE (if("_pos" % 65536 = 1, 1.5, price) AS price) FROM FILE ORDER BY ALL`,
    );
    await adoptForgery(lake, key);
    expect((await verifyBronze({ store: lake.store })).problems).toEqual([]);
    expect((await against(lake)).problems).toMatchObject([
      {
        kind: 'row-differs',
        object: key,
        expected: 'event 1 of message 5 to be price 6000.25',
        was: 'price 1.5',
      },
    ]);
  });

  it("finds a dead letter's bytes changed", async () => {
    const lake = await copyOf(whole);
    const key =
      (await commitsOf(lake))[0]?.files.find((each) => each.key.startsWith('_dlq'))?.key ?? '';
    await rewriteFile(
      lake,
      key,
      `SELECT * REPLACE (to_base64(encode(repeat('x', event_bytes::INTEGER))) AS event) FROM FILE`,
    );
    await adoptForgery(lake, key);
    const { problems } = await against(lake);
    expect(problems).toMatchObject([{ kind: 'row-differs', object: key }]);
    expect(problems[0]?.was).toContain('and 1 more events differ');
  });

  it('knows another log by the message that a commit ends with', async () => {
    const lake = await copyOf(whole);
    const other = createMemoryLog((await log.market.state()).created);
    for (let index = 0; index < 12; index += 1) {
      await other.append(message(futuresTrades, [futuresTrade(index)]));
    }
    const { problems } = await verifyBronze({ store: lake.store, openLog: async () => other });
    const commits = problems.filter(({ kind }) => kind === 'message-differs');
    expect(commits.map(({ expected }) => expected.slice(0, 10))).toEqual([
      'message 4 ',
      'message 8 ',
      'message 12',
    ]);
  });

  it('counts what the log let go of, and compares the rest of a batch', async () => {
    const root = join(await scratchFolder(), 'lake');
    const store = createLocalStore({ root });
    const memory = createMemoryLog();
    for (let index = 0; index < 10; index += 1) {
      await memory.append(message(futuresTrades, [futuresTrade(index), futuresTrade(index)]));
    }
    const writer = createBronzeWriter({
      log: memory,
      store,
      shard: 'market',
      stagingFolder: localStagingFolder(root),
      limits: { maxSeconds: 3_600 },
    });
    await writer.start();
    await writer.stop();
    memory.forgetUpTo(4n);
    memory.forget(7n);
    const { problems, notes, certificate } = await verifyBronze({
      store,
      openLog: async () => memory,
    });
    expect(problems).toEqual([]);
    expect(certificate?.scope.stream).toEqual({ compared: 5n, not_retained: 5n });
    expect(notes).toMatchObject([{ kind: 'not-retained', count: 5 }]);
  });

  describe('names messages that the log holds and nothing stored', () => {
    /** A lake that stored `first` to 6 of a log without `missing`. */
    async function storedLake(first: bigint, missing?: bigint): Promise<Lake> {
      const root = join(await scratchFolder(), 'lake');
      const store = createLocalStore({ root });
      const writer = createBronzeWriter({
        log: await logOf(first, 6, missing),
        store,
        shard: 'market',
        stagingFolder: localStagingFolder(root),
        limits: { maxSeconds: 3_600 },
      });
      await writer.start();
      await writer.stop();
      return { root, store };
    }

    /** Messages `first` to `last`, always the same ones. */
    async function logOf(first: bigint, last: number, missing?: bigint): Promise<MemoryLog> {
      const memory = createMemoryLog();
      for (let index = 1; index <= last; index += 1) {
        await memory.append(message(futuresTrades, [futuresTrade(index)]));
      }
      memory.forgetUpTo(first - 1n);
      if (missing !== undefined) memory.forget(missing);
      return memory;
    }

    const asked = ({ store }: Lake, memory: MemoryLog, dates?: string[]) =>
      verifyBronze({
        store,
        openLog: async () => memory,
        ...(dates === undefined ? {} : { dates }),
      });

    it('below the first one that was read', async () => {
      const lake = await storedLake(4n);
      expect((await asked(lake, await logOf(4n, 9))).problems).toEqual([]);
      const { problems, certificate } = await asked(lake, await logOf(2n, 9));
      expect(problems).toMatchObject([
        {
          kind: 'message-not-stored',
          object: entryKey(2),
          expected: 'every message of shard market that the log holds in a commit',
          was: 'messages 2 to 3 declared missing (before-first)',
        },
      ]);
      expect(certificate).toBeUndefined();
      // Of one day only its batches are compared.
      expect((await asked(lake, await logOf(2n, 9), ['2024-12-18'])).problems).toEqual([]);
    });

    it('in a declared gap, unless it was given up', async () => {
      const lake = await storedLake(1n, 3n);
      const { problems } = await asked(lake, await logOf(1n, 6));
      expect(problems).toMatchObject([
        {
          kind: 'message-not-stored',
          object: entryKey(4),
          was: 'message 3 declared missing (log-gap)',
        },
      ]);
      await forgeEntries(
        lake,
        (entry) =>
          entry.kind === 'commit' || entry.kind === 'intent'
            ? { ...entry, gaps: [{ from: 3n, to: 3n, reason: 'lost-with-log' }] }
            : entry,
        { relink: true },
      );
      const given = await asked(lake, await logOf(1n, 6));
      expect(given.problems).toEqual([]);
      expect(given.notes).toMatchObject([{ kind: 'given-up', count: 1 }]);
    });

    it('where an epoch has no commit that covers them', async () => {
      const lake = await storedLake(4n);
      await forgeEntries(
        lake,
        (entry) => (entry.kind === 'epoch' ? { ...entry, gaps: [] } : entry),
        { relink: true },
      );
      const { problems } = await asked(lake, await logOf(3n, 9));
      expect(problems).toMatchObject([{ object: entryKey(2), was: 'message 3 in none' }]);
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBronzeWriter, verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog } from '../support/memory-log.js';
import { scratchFolder } from '../support/scene.js';
import { adoptForgery, commitsOf, copyOf, rewriteFile, smallLake, type Lake } from './lake.js';

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
});

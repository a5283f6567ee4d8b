import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLog } from '@assay/bus';
import type { LedgerEntry } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';
import { forgeEntries, problemsOf } from './lake.js';

const HOUR = { maxSeconds: 3_600 };
const SYMBOLS = ['ESZ4', 'NQZ4', 'YMZ4'];

const trades = (offset: number) =>
  message(
    futuresTrades,
    SYMBOLS.map((symbol) => futuresTrade(offset, { symbol })),
  );

async function run(scene: Scene, log: EventLog): Promise<void> {
  const writer = scene.writer({ log, limits: HOUR });
  await writer.start();
  await writer.stop();
}

/** Messages 1 to 4 are announced, and one of three files is in the lake, when the writer dies. */
async function dieWhilePublishing(scene: Scene, log: MemoryLog): Promise<void> {
  for (let offset = 1; offset <= 4; offset += 1) {
    await log.append(trades(offset));
  }
  const store = {
    ...scene.store,
    createIfAbsent: (...[key, source]: Parameters<Scene['store']['createIfAbsent']>) =>
      /NQZ4|YMZ4/.test(key)
        ? Promise.reject(new Error('the process ended'))
        : scene.store.createIfAbsent(key, source),
  };
  const writer = scene.writer({ log, limits: HOUR, store });
  await writer.start();
  await expect(writer.flushAll()).rejects.toThrow('the process ended');
}

describe('verify, of a log that changed', () => {
  it('proves both lineages, and compares each with as much of it as is in the log', async () => {
    const scene = await createScene();
    const before = createMemoryLog();
    const after = createMemoryLog();
    for (let offset = 1; offset <= 20; offset += 1) {
      await before.append(trades(offset));
      await after.append(trades(offset <= 13 ? offset : offset + 100));
    }
    await run(scene, before);
    await run(scene, after);
    const report = await verifyBronze({ store: scene.store, openLog: async () => after });
    expect(report.problems).toEqual([]);
    expect(report.certificate?.scope.stream).toEqual({ compared: 20n, not_retained: 7n });
    expect(report.certificate?.shards[0]?.epochs).toMatchObject([
      { epoch: 1, reason: 'first', first_seq: 1n, last_seq: 20n, rows: 60 },
      { epoch: 2, reason: 'rewound', first_seq: 14n, last_seq: 20n, rows: 21 },
    ]);
  });

  it('names what a log that was rewound holds of before the lake joined it', async () => {
    const scene = await createScene();
    const logs = [1, 2, 3].map(() => createMemoryLog());
    for (let offset = 1; offset <= 20; offset += 1) {
      await logs[0].append(trades(offset));
      await logs[1].append(trades(offset <= 13 ? offset : offset + 100));
      await logs[2].append(trades(offset <= 13 ? offset : offset + 100));
    }
    logs[0].forgetUpTo(3n);
    logs[1].forgetUpTo(3n);
    await run(scene, logs[0]);
    await run(scene, logs[1]);
    const against = (log: MemoryLog) =>
      verifyBronze({ store: scene.store, openLog: async () => log });
    expect((await against(logs[1])).problems).toEqual([]);
    expect((await against(logs[2])).problems).toMatchObject([
      { kind: 'message-not-stored', was: 'messages 1 to 3 declared missing (before-first)' },
    ]);
  });

  it('certifies which messages may be stored twice, where nothing told them apart', async () => {
    const scene = await createScene();
    const [before, after] = [createMemoryLog(), createMemoryLog()];
    for (let offset = 1; offset <= 5; offset += 1) {
      await before.append(trades(offset));
      await after.append(trades(offset <= 3 ? offset : offset + 100));
    }
    await run(scene, before);
    // As a release wrote them that took no checks.
    const unchecked = (entry: LedgerEntry): LedgerEntry => {
      const { checks: _, ...rest } = { checks: undefined, ...entry };
      return rest;
    };
    await forgeEntries(scene, unchecked, { relink: true });
    await run(scene, after);
    const { problems, notes, certificate } = await verifyBronze({ store: scene.store });
    expect(problems).toEqual([]);
    expect(certificate?.shards[0]?.epochs).toMatchObject([
      { epoch: 1, maybe_twice: null, messages: 5 },
      { epoch: 2, reason: 'rewound', maybe_twice: { from: 1n, to: 4n }, messages: 5 },
    ]);
    expect(notes).toMatchObject([{ kind: 'maybe-twice', count: 4 }]);
  });

  it('explains a batch that its log could not finish: what is kept, lost and closed', async () => {
    const scene = await createScene();
    const log = createMemoryLog();
    await dieWhilePublishing(scene, log);
    log.forgetUpTo(2n);
    await log.append(trades(5));
    await run(scene, log);

    const { problems, notes, certificate } = await verifyBronze({ store: scene.store });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'closed-name', count: 2 }]);
    // Two messages had a row in the file that was there, and two rows each elsewhere.
    expect(certificate?.shards[0]?.epochs).toMatchObject([
      { rows: 11, events_lost: 4, messages: 5 },
    ]);
  });

  it('finds a file with rows at a name that was closed', async () => {
    const scene = await createScene();
    const log = createMemoryLog();
    await dieWhilePublishing(scene, log);
    log.forgetUpTo(2n);
    await run(scene, log);
    const keys: string[] = [];
    for await (const { key } of scene.store.list('bronze/')) {
      keys.push(key);
    }
    const closed = keys.find((key) => key.includes('NQZ4') && !key.includes('-r')) ?? '';
    const rebuilt = keys.find((key) => key.includes('NQZ4') && key.includes('-r')) ?? '';
    await rm(join(scene.root, closed));
    await copyFile(join(scene.root, rebuilt), join(scene.root, closed));
    expect(await problemsOf(scene)).toEqual([`foreign-file ${closed}`]);
  });
});

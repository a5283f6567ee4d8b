import { cp, rename, rm } from 'node:fs/promises';
import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { SimulatedCrash } from '@assay/testkit';
import { expect, it } from 'vitest';
import { datasetRows } from '../support/lake-rows.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const HOUR = { maxSeconds: 3_600 };

const trade = (offset: number) => message(futuresTrades, [futuresTrade(offset)]);

const fold = (scene: Scene) => readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });

async function seqs(scene: Scene): Promise<unknown[]> {
  const table = await scene.reader().readFuturesTrades({ symbol: 'ESZ4', date: '2024-12-18' });
  return table.toArray().map((row) => (row.toJSON() as { seq: bigint }).seq);
}

async function run(scene: Scene): Promise<void> {
  const writer = scene.writer({ limits: HOUR });
  await writer.start();
  await writer.stop();
}

describeOnBothStores('a writer whose log has changed', { s3: 'long' }, (makeLake) => {
  it('begins a new epoch over a log made anew, and loses nothing of either', async () => {
    const scene = await createScene(makeLake);
    await scene.log.append(trade(1));
    await scene.log.append(trade(2));
    await run(scene);
    await scene.log.close();
    await rm(scene.walRoot, { recursive: true });
    const log = await scene.reopenLog();
    await log.append(trade(3));
    await run(scene);

    const { epochs, totals } = await fold(scene);
    expect(epochs.map(({ epoch, reason }) => [epoch, reason])).toEqual([
      [1, 'first'],
      [2, 'recreated'],
    ]);
    expect(totals.rows).toBe(3);
    expect(await seqs(scene)).toEqual([1n, 2n, 3n]);
    // Sequences begin anew, so plain positions repeat over epochs: file names keep them apart.
    const files = await datasetRows(await scene.asFolder(), futuresTrades, '"_pos", filename');
    expect(
      new Set(files.map((row) => String(row.filename).replace(/^.*-(e\d)-.*$/, '$1'))),
    ).toEqual(new Set(['e1', 'e2']));
  });

  it.each([
    ['and holds nothing in its place', []],
    ['and holds others in its place', [3, 4, 5]],
  ])('begins an epoch over a log that lost its tail, %s', async (_, others) => {
    const scene = await createScene(makeLake);
    await scene.log.append(trade(1));
    await scene.log.close();
    await cp(scene.walRoot, `${scene.walRoot}-old`, { recursive: true });
    const log = await scene.reopenLog();
    await log.append(trade(2));
    await run(scene);
    await log.close();
    await rm(scene.walRoot, { recursive: true });
    await rename(`${scene.walRoot}-old`, scene.walRoot);
    const restored = await scene.reopenLog();
    for (const offset of others) {
      await restored.append(trade(offset));
    }
    await run(scene);
    await restored.append(trade(9));
    await run(scene);

    const { epochs } = await fold(scene);
    expect(epochs.map(({ reason, first_seq: first }) => [reason, first])).toEqual([
      ['first', 1n],
      ['rewound', 2n],
    ]);
    expect(await seqs(scene)).toEqual([1, 2, ...others, 9].map(BigInt));
  });

  it('finds the message inside a batch at which a log begins to differ', async () => {
    const scene = await createScene(makeLake);
    const before = createMemoryLog();
    const after = createMemoryLog();
    for (let offset = 1; offset <= 20; offset += 1) {
      await before.append(trade(offset));
      await after.append(trade(offset <= 13 ? offset : offset + 100));
    }
    for (const log of [before, after]) {
      const writer = scene.writer({ log, limits: HOUR });
      await writer.start();
      await writer.stop();
    }
    const { epochs, totals } = await fold(scene);
    expect(epochs[1]).toMatchObject({
      reason: 'rewound',
      first_seq: 14n,
      continues: { epoch: 1, seq_to: 13n, last: { seq: 13n } },
    });
    expect(totals.rows).toBe(27);
  });

  it('goes on in a log that was left for another one: nothing lost, nothing twice', async () => {
    const scene = await createScene(makeLake);
    const first = createMemoryLog('first');
    await first.append(trade(1));
    const second = createMemoryLog('second');
    for (const log of [first, second]) {
      const writer = scene.writer({ log, limits: HOUR });
      await writer.start();
      await writer.stop();
    }
    // Acknowledged while the other log had the lake.
    await first.append(trade(2));
    const writer = scene.writer({ log: first, limits: HOUR });
    await writer.start();
    await writer.stop();
    expect((await fold(scene)).totals.rows).toBe(2);
  });

  it('declares what retention took before it was stored', async () => {
    const scene = await createScene(makeLake);
    const log = createMemoryLog();
    for (const offset of [1, 2, 3, 4]) {
      await log.append(trade(offset));
    }
    const first = scene.writer({ log, limits: HOUR });
    await first.start();
    await first.stop();
    for (const offset of [5, 6, 7, 8]) {
      await log.append(trade(offset));
    }
    log.forgetUpTo(6n);
    const second = scene.writer({ log, limits: HOUR });
    await second.start();
    await second.stop();
    const { gaps, totals } = await fold(scene);
    expect(gaps).toEqual([{ from: 5n, to: 6n, reason: 'retention', epoch: 1 }]);
    expect(totals).toMatchObject({ delivered: 6, rows: 6 });
    expect(await seqs(scene)).toEqual([1n, 2n, 3n, 4n, 7n, 8n]);
  });

  it('declares them also where nothing at all is left, and does not wait for ever', async () => {
    const scene = await createScene(makeLake);
    const log = await emptied(scene);
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.flushAll();
    await log.append(trade(4));
    await writer.stop();
    const { gaps } = await fold(scene);
    expect(gaps).toEqual([{ from: 2n, to: 3n, reason: 'retention', epoch: 1 }]);
    expect(await seqs(scene)).toEqual([1n, 4n]);
  });

  it('finishes a batch of nothing but a gap', async () => {
    const scene = await createScene(makeLake);
    const log = await emptied(scene);
    const crashing = scene.writer({
      log,
      limits: HOUR,
      failpoint: (name) => {
        if (name === 'ledger.after-intent') throw new SimulatedCrash(name);
      },
    });
    await crashing.start();
    await expect(crashing.flushAll()).rejects.toThrow(SimulatedCrash);
    const writer = scene.writer({ log, limits: HOUR });
    await writer.recoverAll();
    expect(writer.status().committedTo).toBe(3n);
    expect((await fold(scene)).gaps).toMatchObject([{ from: 2n, to: 3n }]);
  });

  it('declares messages that are missing inside', async () => {
    const scene = await createScene(makeLake);
    const log = createMemoryLog();
    for (let offset = 1; offset <= 30; offset += 1) {
      await log.append(trade(offset));
    }
    for (const gone of [3n, 4n, 29n]) {
      log.forget(gone);
    }
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.stop();
    const { gaps, totals } = await fold(scene);
    expect(gaps.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [3n, 4n, 'log-gap'],
      [29n, 29n, 'log-gap'],
    ]);
    expect(totals).toMatchObject({ delivered: 27, rows: 27 });
  });
});

/** One message stored, two that were let go of before they were, and none left. */
async function emptied(scene: Scene): Promise<MemoryLog> {
  const log = createMemoryLog();
  await log.append(trade(1));
  const first = scene.writer({ log, limits: HOUR });
  await first.start();
  await first.stop();
  await log.append(trade(2));
  await log.append(trade(3));
  log.forgetUpTo(3n);
  return log;
}

describeOnBothStores('two writers on one shard', { s3: 'long' }, (makeLake) => {
  it('are one: the older one is fenced and says by whom', async () => {
    const scene = await createScene(makeLake);
    const older = scene.writer({ limits: HOUR });
    await older.start();
    await scene.log.append(trade(1));
    await older.flushAll();
    const newer = scene.writer({ limits: HOUR });
    await newer.start();
    await scene.log.append(trade(2));
    const refused = expect(older.flushAll()).rejects.toMatchObject({
      code: 'FENCED',
      message: expect.stringMatching(/writer [0-9a-f]{16}/) as string,
    });
    await newer.flushAll();
    await refused;
    await expect(older.done).rejects.toMatchObject({ code: 'FENCED' });
    await newer.stop();
    expect(await seqs(scene)).toEqual([1n, 2n]);
    expect((await fold(scene)).totals.rows).toBe(2);
  });
});

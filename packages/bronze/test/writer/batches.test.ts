import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { createFakeClock } from '@assay/testkit';
import { expect, it } from 'vitest';
import { deferred } from '../support/deferred.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createScene, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

/** Messages of `events` trades each; every event is one nanosecond after the one before. */
async function append(scene: Scene, messages: number, events = 1, from = 0): Promise<void> {
  const all = Array.from({ length: messages }, (_, index) => {
    const first = from + index * events;
    const rows = Array.from({ length: events }, (_row, row) => futuresTrade(first + row));
    return message(futuresTrades, rows);
  });
  await scene.log.market.appendBatch(all);
}

async function commits(scene: Scene) {
  const { files, deadLetterFiles } = await readLedger({
    store: scene.store,
    tier: 'bronze',
    shard: 'market',
  });
  return { files, deadLetterFiles };
}

describeOnBothStores('the batches of a Bronze writer', { s3: 'long' }, (makeLake) => {
  it('are committed once they hold enough events', async () => {
    const scene = await createScene(makeLake);
    const closed: string[] = [];
    const four = deferred();
    const writer = scene.writer({
      limits: { maxEvents: 100, maxSeconds: 3_600 },
      onCommit: (commit) => {
        closed.push(commit.close_reason);
        if (commit.seq_to === 4n) four.resolve();
      },
    });
    await writer.start();
    await append(scene, 4, 50);
    await four.promise;
    expect(new Set(closed)).toEqual(new Set(['events']));
    expect(writer.status()).toMatchObject({ committedTo: 4n, events: 200, rows: 200 });
  });

  it('are committed once their first event is old enough, by the clock that was given', async () => {
    const scene = await createScene(makeLake);
    const clock = createFakeClock();
    const committed = deferred<string>();
    const writer = scene.writer({
      clock,
      limits: { maxEvents: 1_000, maxSeconds: 5 },
      onCommit: (commit) => committed.resolve(commit.close_reason),
    });
    await writer.start();
    await append(scene, 1);
    // The reader hears of the message in its own time; then the age runs by the fake clock.
    let reason: string | undefined;
    void committed.promise.then((closed) => {
      reason = closed;
    });
    while (reason === undefined) {
      await clock.advance(100);
    }
    expect(reason).toBe('age');
  });

  it('are closed by their bytes, and then the reader waits', async () => {
    const scene = await createScene(makeLake);
    const reasons: string[] = [];
    const writer = scene.writer({
      limits: { maxEvents: 1_000_000, maxSeconds: 3_600, maxBytes: 20_000 },
      onCommit: (commit) => reasons.push(commit.close_reason),
    });
    await writer.start();
    await append(scene, 100, 10);
    await writer.flushAll();
    const { files } = await commits(scene);
    // 1,000 events of about 180 bytes: at most one message more than 20,000 bytes a batch.
    expect(reasons.length).toBeGreaterThanOrEqual(7);
    expect(Math.max(...files.map(({ rows }) => rows))).toBeLessThanOrEqual(130);
    expect(reasons.slice(0, -1).every((reason) => reason === 'bytes')).toBe(true);
  });

  it('grow under load: what comes while a flush is under way is one next batch', async () => {
    const scene = await createScene(makeLake);
    const slow = deferred();
    const entered = deferred();
    const batches: bigint[] = [];
    let flushes = 0;
    const writer = scene.writer({
      limits: { maxEvents: 10, maxSeconds: 3_600 },
      failpoint: async (name) => {
        if (name === 'bronze.before-build' && (flushes += 1) === 1) {
          entered.resolve();
          await slow.promise;
        }
      },
      onCommit: (commit) => batches.push(commit.seq_to - commit.seq_from + 1n),
    });
    await writer.start();
    await append(scene, 10);
    await entered.promise;
    await append(scene, 500, 1, 10);
    slow.resolve();
    await writer.flushAll();
    expect(batches.reduce((sum, each) => sum + each)).toBe(510n);
    // Not fifty: the messages that waited went into one or two.
    expect(batches.length).toBeLessThanOrEqual(4);
  });

  it.each([
    { load: 'without reaching the hard limit', maxBytes: 1_000_000, largest: Infinity },
    // Messages of about 180 bytes: at most one more than 20,000 bytes.
    { load: 'up to the hard limit of bytes', maxBytes: 20_000, largest: 120 },
  ])('are larger, not more, under a load that lasts, $load', async ({ maxBytes, largest }) => {
    const scene = await createScene(makeLake);
    const sizes: number[] = [];
    let flushes = 0;
    const allCame = deferred();
    const writer = scene.writer({
      limits: { maxEvents: 10, maxSeconds: 3_600, maxBytes },
      failpoint: async (name) => {
        // During each of ten flushes as much comes as twenty batches at rest.
        if (name === 'bronze.before-build' && flushes < 10) {
          flushes += 1;
          await append(scene, 200, 1, 10 + (flushes - 1) * 200);
          await systemClock.sleep(20);
          if (flushes === 10) {
            allCame.resolve();
          }
        }
      },
      onCommit: (commit) => sizes.push(commit.events),
    });
    await writer.start();
    await append(scene, 10);
    await allCame.promise;
    await writer.flushAll();
    expect(sizes.reduce((sum, each) => sum + each)).toBe(2_010);
    // At rest it would be 201 batches of 10.
    expect(sizes.length).toBeLessThanOrEqual(40);
    expect(Math.max(...sizes)).toBeGreaterThan(90);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(largest);
  });

  it('are complete when stop() resolves, however small', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: { maxSeconds: 3_600 } });
    await writer.start();
    await append(scene, 7);
    await writer.stop();
    await writer.done;
    expect(writer.status()).toMatchObject({ committedTo: 7n, rows: 7, batches: 1 });
  });

  it('never make two out of what one flush covers', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer({ limits: { maxSeconds: 3_600 } });
    await writer.start();
    await append(scene, 3);
    await Promise.all([writer.flushAll(), writer.flush(futuresTrades), writer.flushAll()]);
    await writer.flushAll();
    expect(writer.status().batches).toBe(1);
  });
});

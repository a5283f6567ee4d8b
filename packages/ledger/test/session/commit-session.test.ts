import { describe, expect, it } from 'vitest';
import type { LedgerErrorCode } from '../../src/errors.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createScene, sha256, SOURCE, stopAt } from '../support/scene.js';

const failure = (code: LedgerErrorCode, message = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('openCommitSession', () => {
  it('begins a new shard with a claim and an epoch', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    expect(session.state).toMatchObject({ head: 2, fence: 1, epoch: 1, committedTo: 0n });
    expect(session.state.missing).toBeUndefined();
  });

  it('declares what an older log had let go of before the shard began', async () => {
    const scene = await createScene();
    const log = async () => ({ ...SOURCE, firstSequence: 41n });
    const session = await openCommitSession(scene.options({ log }));
    expect(session.state.committedTo).toBe(40n);
    const { gaps } = await readLedger(scene);
    expect(gaps).toEqual([{ epoch: 1, from: 1n, to: 40n, reason: 'before-first' }]);
  });

  it('begins a new epoch when the log is another one', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await first.commitBatch(await scene.batch(1, 5));
    const log = async () => ({ ...SOURCE, created: 'again', lastSequence: 3n });
    const second = await openCommitSession(scene.options({ log }));
    expect(second.state).toMatchObject({ epoch: 2, committedTo: 0n, last: undefined });
    const { epochs } = await readLedger(scene);
    expect(epochs[1]).toMatchObject({ reason: 'recreated', left: { epoch: 1, seq_to: 5n } });
  });

  it('tells what the log let go of before it was stored', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await first.commitBatch(await scene.batch(1, 5));
    const log = async () => ({ ...SOURCE, firstSequence: 9n });
    const second = await openCommitSession(scene.options({ log }));
    const missing = { from: 6n, to: 8n, reason: 'retention' };
    expect(second.state.missing).toEqual(missing);
    const batch = await scene.batch(6, 10, { delivered: 2, events: 2, rows: 2, gaps: [missing] });
    await second.commitBatch({ ...batch, files: [await scene.file(9, 10)] });
    expect(second.state.missing).toBeUndefined();
    expect((await readLedger(scene)).gaps).toEqual([{ ...missing, epoch: 1 }]);
  });

  it('goes on in a log that was left for another one where it was left', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await first.commitBatch(await scene.batch(1, 5));
    const other = async () => ({ ...SOURCE, created: 'again' });
    const second = await openCommitSession(scene.options({ log: other }));
    await second.commitBatch(await scene.batch(1, 3));
    const again = await openCommitSession(scene.options());
    expect(again.state).toMatchObject({ epoch: 3, committedTo: 5n });
    await again.commitBatch(await scene.batch(6, 8));
    const fourth = await openCommitSession(scene.options({ log: other }));
    expect(fourth.state).toMatchObject({ epoch: 4, committedTo: 3n });
    const { epochs } = await readLedger(scene);
    expect(epochs.map(({ reason, first_seq: first }) => [reason, first])).toEqual([
      ['first', 1n],
      ['recreated', 1n],
      ['returned', 6n],
      ['returned', 4n],
    ]);
  });

  it('asks the log only after it has read what is committed', async () => {
    const scene = await createScene();
    const owner = await openCommitSession(scene.options());
    const log = async () => {
      // Whatever the owner commits while a rival opens was in the log before the rival asks it.
      const { committedTo } = (await readLedger(scene)).state;
      return { ...SOURCE, lastSequence: committedTo };
    };
    await owner.commitBatch(await scene.batch(1, 5));
    const rival = await openCommitSession(scene.options({ log }));
    expect(rival.state.committedTo).toBe(5n);
  });

  it('remembers how far each run is stored, across sessions', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await first.commitBatch(await scene.batch(1, 2, { runs: [{ run: 'a', from: 0n, to: 7n }] }));
    await first.commitBatch(await scene.batch(3, 4, { runs: [{ run: 'b', from: 0n, to: 1n }] }));
    expect(first.state.lastOfRun('a')).toBe(7n);
    const second = await openCommitSession(scene.options());
    expect(second.state.lastOfRun('a')).toBe(7n);
    expect(second.state.lastOfRun('b')).toBe(1n);
    expect(second.state.lastOfRun('c')).toBeUndefined();
  });
});

describe('commitBatch', () => {
  it('publishes the files and records them as they are', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const batch = await scene.batch(1, 5);
    const commit = await session.commitBatch(batch);
    expect(commit).toMatchObject({ seq_from: 1n, seq_to: 5n, fence: 1, number: 4, delivered: 5 });
    expect(session.state).toMatchObject({ head: 4, committedTo: 5n, last: batch.last });
    const { files, totals } = await readLedger(scene);
    expect(files).toMatchObject([
      { key: batch.files[0].key, from: 1n, to: 5n, epoch: 1, entry: 4 },
    ]);
    expect(sha256(await scene.store.read(files[0].key))).toBe(files[0].sha256);
    expect(totals).toEqual({ commits: 1, delivered: 5, events: 5, rows: 5, deadLetters: 0 });
  });

  it('commits a range that holds nothing but gaps', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const nothing = { delivered: 0, events: 0, rows: 0, files: [], last: undefined };
    const gaps = [{ from: 1n, to: 3n, reason: 'filtered' }];
    const commit = await session.commitBatch(await scene.batch(1, 3, { ...nothing, gaps }));
    expect(commit).toMatchObject({ files: [], last: null });
    expect(session.state.committedTo).toBe(3n);
  });

  it('refuses a batch that does not cover its range, writes nothing, and goes on', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const bad = await scene.batch(2, 5);
    await expect(session.commitBatch(bad)).rejects.toEqual(
      failure('COVERAGE', /begin at 1, was 2/),
    );
    expect((await readLedger(scene)).state.head).toBe(2);
    expect(await scene.store.head(bad.files[0].key)).toBeUndefined();
    await session.commitBatch(await scene.batch(1, 5));
  });

  it('serves calls one after the other', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const batches = [await scene.batch(1, 2), await scene.batch(3, 4), await scene.batch(5, 6)];
    await Promise.all(batches.map((batch) => session.commitBatch(batch)));
    expect(session.state.committedTo).toBe(6n);
  });

  it('is fenced once another writer has claimed the shard, and stays so', async () => {
    const scene = await createScene();
    const older = await openCommitSession(scene.options());
    const newer = await openCommitSession(scene.options());
    const batch = await scene.batch(1, 5);
    await expect(older.commitBatch(batch)).rejects.toMatchObject({
      code: 'FENCED',
      retryable: false,
    });
    expect(await scene.store.head(batch.files[0].key)).toBeUndefined();
    await expect(older.commitBatch(batch)).rejects.toMatchObject({
      code: 'CLOSED',
      cause: { code: 'FENCED' },
    });
    await newer.commitBatch(batch);
  });

  it('refuses when a name it needs holds a foreign file', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const batch = await scene.batch(1, 5);
    const { key } = batch.files[0];
    await scene.store.createIfAbsent(key, { bytes: Buffer.from('not ours') });
    await expect(session.commitBatch(batch)).rejects.toEqual(
      failure('FOREIGN_FILE', new RegExp(key)),
    );
  });

  it('commits nothing after close', async () => {
    const scene = await createScene();
    const session = await openCommitSession(scene.options());
    const underWay = session.commitBatch(await scene.batch(1, 2));
    await session.close();
    await underWay;
    await expect(session.commitBatch(await scene.batch(3, 4))).rejects.toEqual(failure('CLOSED'));
  });

  it('passes a failpoint before and after every durable step', async () => {
    const scene = await createScene();
    const passed: string[] = [];
    const failpoint = (name: string) => void passed.push(name);
    const session = await openCommitSession(scene.options({ failpoint }));
    await session.commitBatch(await scene.batch(1, 2));
    expect(passed).toEqual([
      'ledger.before-claim',
      'ledger.after-claim',
      'ledger.before-epoch',
      'ledger.after-epoch',
      'ledger.before-intent',
      'ledger.after-intent',
      'ledger.after-publish-file',
      'ledger.before-commit',
      'ledger.after-commit',
    ]);
  });
});

describe('the recovery of an unfinished batch', () => {
  it.each([
    ['ledger.before-intent', 0n],
    ['ledger.after-intent', 5n],
    ['ledger.after-publish-file', 5n],
    ['ledger.before-commit', 5n],
    ['ledger.after-commit', 5n],
  ])('after a stop at %s has stored up to %i', async (name, committedTo) => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options({ failpoint: stopAt(name) }));
    await expect(first.commitBatch(await scene.batch(1, 5))).rejects.toThrow('stopped at');
    const second = await openCommitSession(scene.options());
    expect(second.state.committedTo).toBe(committedTo);
    expect((await readLedger(scene)).intendedFiles).toEqual([]);
    await second.commitBatch(await scene.batch(Number(committedTo) + 1, 9));
  });

  it('publishes what another release built from the same rows', async () => {
    const scene = await createScene();
    const first = await openCommitSession(
      scene.options({ failpoint: stopAt('ledger.after-intent') }),
    );
    await expect(first.commitBatch(await scene.batch(1, 5))).rejects.toThrow('stopped at');
    const other = await scene.file(1, 5, 'b');
    await openCommitSession(
      scene.options({
        rebuild: () => scene.batch(1, 5, { closeReason: 'recovery', files: [other] }),
      }),
    );
    const { files } = await readLedger(scene);
    expect(files[0].sha256).toBe(other.sha256);
    expect(sha256(await scene.store.read(files[0].key))).toBe(other.sha256);
  });

  it('adopts a file that a third release published, when its rows and positions are the same', async () => {
    const scene = await createScene();
    const first = await openCommitSession(
      scene.options({ failpoint: stopAt('ledger.after-intent') }),
    );
    await expect(first.commitBatch(await scene.batch(1, 5))).rejects.toThrow('stopped at');
    const third = await scene.file(1, 5, 'c');
    await scene.store.createIfAbsent(third.key, { file: third.path });
    await expect(openCommitSession(scene.options())).rejects.toEqual(failure('FOREIGN_FILE'));
    const content = { rows: 5, positionDigest: third.positionDigest };
    await openCommitSession(scene.options({ inspectFile: async () => content }));
    const { files } = await readLedger(scene);
    expect(files).toMatchObject([{ sha256: third.sha256, bytes: third.bytes }]);
  });

  it('is fenced, not refused, when a successor finished the batch and the log let go of it', async () => {
    const scene = await createScene();
    const first = await openCommitSession(
      scene.options({ failpoint: stopAt('ledger.after-intent') }),
    );
    await expect(first.commitBatch(await scene.batch(1, 2))).rejects.toThrow(/stopped/);
    const slow = openCommitSession(
      scene.options({
        rebuild: async () => {
          await openCommitSession(scene.options());
          const gone = { from: 1n, to: 2n, reason: 'log-gap' };
          const nothing = { delivered: 0, events: 0, rows: 0, files: [], last: undefined };
          return scene.batch(1, 2, { ...nothing, gaps: [gone], closeReason: 'recovery' });
        },
      }),
    );
    await expect(slow).rejects.toEqual(failure('FENCED', /writer-3 has added entry/));
    expect((await readLedger(scene)).state).toMatchObject({ fence: 3, committedTo: 2n });
  });
});

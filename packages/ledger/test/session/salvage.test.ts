import type { CommitEntry, LedgerEntry } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { readEntries } from '../../src/read/read-entries.js';
import { openCommitSession } from '../../src/session/commit-session.js';
import {
  ALL_IN_ONE,
  BY_INDEX,
  createRowsScene,
  namesOf,
  storeOf,
  type RowsScene,
} from '../support/rows-scene.js';

async function entriesOf({ scene }: RowsScene): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const group of readEntries(scene, 0)) {
    entries.push(...group.map(({ entry }) => entry));
  }
  return entries;
}

/** Two messages are stored; of the batch of messages 3 to 6, so many of its two files are published. */
async function unfinished(files: number): Promise<RowsScene> {
  const rows = await createRowsScene(6);
  const first = await openCommitSession(rows.options());
  await first.commitBatch(await rows.build({ from: 1n, to: 2n }));
  await first.close();
  const dying = await openCommitSession(rows.options(BY_INDEX, { store: storeOf(rows, files) }));
  await expect(dying.commitBatch(await rows.build({ from: 3n, to: 6n }))).rejects.toThrow(/ended/);
  return rows;
}

const lastCommit = async (rows: RowsScene): Promise<CommitEntry> => {
  const commit = (await entriesOf(rows)).findLast((entry) => entry.kind === 'commit');
  if (commit === undefined) {
    throw new Error('expected a commit, was none');
  }
  return commit;
};

describe('an unfinished batch that today’s decoder builds otherwise', () => {
  it.each([0, 1, 2])('keeps the %i files that are there, and gets the rest', async (files) => {
    const rows = await unfinished(files);
    const session = await openCommitSession(rows.options(ALL_IN_ONE));
    expect(session.state).toMatchObject({ committedTo: 6n, epoch: 1 });
    expect((await rows.stored()).size).toBe(12);
    const commit = await lastCommit(rows);
    const adopted = ['x', 'y'].slice(0, files).map((name) => `bronze/model/${name}/e1-3-6.parquet`);
    const rest = files < 2 ? [`bronze/model/z/e1-3-6-r3.parquet`] : [];
    expect(commit.files.map(({ key }) => key)).toEqual([...adopted, ...rest]);
    expect(commit).toMatchObject({ events: 8, rows: 8, delivered: 4, gaps: [] });
    expect(commit.closed_keys ?? []).toHaveLength(2 - files);
    expect(commit.events_lost).toBeUndefined();
  });

  it.each([
    'ledger.after-close-name',
    'ledger.before-intent',
    'ledger.after-intent',
    'ledger.after-publish-file',
    'ledger.before-commit',
    'ledger.after-commit',
  ])('is finished after a stop at %s, by either decoder', async (name) => {
    for (const decoder of [ALL_IN_ONE, BY_INDEX]) {
      const rows = await unfinished(1);
      const failpoint = (passing: string) => {
        if (passing === name) {
          throw new Error(`stopped at ${name}`);
        }
      };
      const dying = openCommitSession(rows.options(ALL_IN_ONE, { failpoint }));
      await expect(dying).rejects.toThrow(/stopped/);
      const session = await openCommitSession(rows.options(decoder));
      expect(session.state.committedTo).toBe(6n);
      expect((await rows.stored()).size).toBe(12);
      expect(await lastCommit(rows)).toMatchObject({ events: 8, delivered: 4 });
    }
  });

  it('is refused by a writer that cannot close names, and nothing is changed', async () => {
    const rows = await unfinished(1);
    const options = rows.options(ALL_IN_ONE);
    const { closeName: _, ...without } = options;
    await expect(openCommitSession(without)).rejects.toMatchObject({ code: 'DECODER_CHANGED' });
    expect((await rows.stored()).size).toBe(4 + 4);
  });

  it('cannot be published by the writer that began it, once its names are closed', async () => {
    const rows = await createRowsScene(4);
    let thaw: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    let announce: () => void = () => undefined;
    const announced = new Promise<void>((resolve) => {
      announce = resolve;
    });
    const failpoint = async (name: string) => {
      if (name === 'ledger.after-intent') {
        announce();
        await frozen;
      }
    };
    const zombie = await openCommitSession(rows.options(BY_INDEX, { failpoint }));
    const late = zombie.commitBatch(await rows.build({ from: 1n, to: 4n }));
    await announced;
    await openCommitSession(rows.options(ALL_IN_ONE));
    thaw();
    await expect(late).rejects.toMatchObject({ code: 'FENCED' });
    expect((await rows.stored()).size).toBe(8);
  });
});

describe('an unfinished batch whose log is another one', () => {
  it('is given up where nothing of it is stored, and its names are closed', async () => {
    const rows = await unfinished(0);
    rows.log.created = 'again';
    rows.log.messages = namesOf(3, ' of another log');
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 0n, created: 'again' });
    const abort = (await entriesOf(rows)).find((entry) => entry.kind === 'abort');
    expect(abort).toMatchObject({ range: { from: 3n, to: 6n }, reason: 'lost-with-log' });
    expect((await rows.stored()).size).toBe(4);
  });

  it('is read again when that log returns', async () => {
    const rows = await unfinished(0);
    const { messages } = rows.log;
    Object.assign(rows.log, { created: 'again', messages: [] });
    await openCommitSession(rows.options());
    Object.assign(rows.log, { created: 'once', messages });
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 3, committedTo: 2n });
    await session.commitBatch(await rows.build({ from: 3n, to: 6n, epoch: 3 }));
    expect((await rows.stored()).size).toBe(12);
  });

  it('keeps the files that are there, and counts the events that are lost', async () => {
    const rows = await unfinished(1);
    rows.log.created = 'again';
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 0n });
    expect(await lastCommit(rows)).toMatchObject({
      events: 4,
      events_lost: 4,
      delivered: 4,
      gaps: [],
    });
  });

  it.each([
    'ledger.after-close-name',
    'ledger.after-intent',
    'ledger.before-commit',
    'ledger.after-commit',
    'ledger.before-epoch',
    'ledger.after-epoch',
  ])('is settled once, whatever a stop at %s left', async (name) => {
    const rows = await unfinished(1);
    rows.log.created = 'again';
    const failpoint = (passing: string) => {
      if (passing === name) {
        throw new Error(`stopped at ${name}`);
      }
    };
    await expect(openCommitSession(rows.options(BY_INDEX, { failpoint }))).rejects.toThrow();
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 0n });
    expect(await lastCommit(rows)).toMatchObject({ events: 4, events_lost: 4 });
    const epochs = (await entriesOf(rows)).filter(({ kind }) => kind === 'epoch');
    expect(epochs).toHaveLength(2);
  });
});

describe('an unfinished batch whose log was cut', () => {
  it('gets what the log still holds, and the new epoch begins right after that', async () => {
    const rows = await unfinished(1);
    rows.log.messages = [...namesOf(4), ...namesOf(9, ' anew').slice(4)];
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 4n });
    // Both events of messages 3 and 4; of 5 and 6, which are gone, the one that was published.
    expect(await lastCommit(rows)).toMatchObject({
      epoch: 1,
      seq_to: 6n,
      events: 6,
      events_lost: 2,
      delivered: 4,
    });
    expect((await rows.stored()).size).toBe(10);
  });

  it('declares messages of which nothing is stored', async () => {
    const rows = await unfinished(1);
    rows.log.first = 5;
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 1, committedTo: 6n });
    const commit = await lastCommit(rows);
    expect(commit).toMatchObject({ events: 6, events_lost: 2, delivered: 4, gaps: [] });
    const none = await unfinished(0);
    none.log.first = 5;
    await openCommitSession(none.options());
    expect(await lastCommit(none)).toMatchObject({
      events: 4,
      events_lost: 4,
      delivered: 2,
      gaps: [{ from: 3n, to: 4n, reason: 'lost-with-log' }],
    });
  });

  it('is not mixed with the messages that took its messages’ place', async () => {
    const rows = await unfinished(1);
    const options = rows.options();
    const rebuild: typeof options.rebuild = (batch) => {
      rows.log.messages = [...namesOf(2), ...namesOf(9, ' anew').slice(2)];
      return options.rebuild(batch);
    };
    await expect(openCommitSession({ ...options, rebuild })).rejects.toMatchObject({
      code: 'LINEAGE_CHANGED',
      retryable: true,
    });
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 2n });
  });
});

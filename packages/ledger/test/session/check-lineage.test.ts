import { describe, expect, it } from 'vitest';
import { openCommitSession } from '../../src/session/commit-session.js';
import { createRowsScene, namesOf, type RowsScene } from '../support/rows-scene.js';
import { sha256 } from '../support/scene.js';

const changed = { code: 'LINEAGE_CHANGED', retryable: true };

async function running(): Promise<{ rows: RowsScene; check: (read?: number) => Promise<void> }> {
  const rows = await createRowsScene(8);
  const session = await openCommitSession(rows.options());
  await session.commitBatch(await rows.build({ from: 1n, to: 6n }));
  const check = (read?: number) =>
    session.checkLineage(
      read === undefined
        ? undefined
        : { sequence: BigInt(read), sha256: sha256(`message ${read}`) },
    );
  return { rows, check };
}

describe('checkLineage', () => {
  it.each<[string, (rows: RowsScene) => void]>([
    ['goes on', ({ log }) => log.messages.push('message 9')],
    ['was purged', ({ log }) => (log.first = 7)],
    ['outran the writer', ({ log }) => (log.first = 8)],
    ['lost what was not read', ({ log }) => log.messages.pop()],
  ])('is content with a log that %s', async (_, change) => {
    const { rows, check } = await running();
    change(rows);
    await check(7);
  });

  it.each<[string, (rows: RowsScene) => void]>([
    ['was made anew', ({ log }) => (log.created = 'again')],
    ['lost what is stored', ({ log }) => (log.messages.length = 5)],
    ['holds others in its place', ({ log }) => (log.messages = namesOf(9, ' anew'))],
  ])('ends a writer whose log %s', async (_, change) => {
    const { rows, check } = await running();
    change(rows);
    await expect(check()).rejects.toMatchObject(changed);
  });

  it.each([true, false])(
    'ends a writer whose log holds a message where it was stored that there is none (checks: %s)',
    async (withChecks) => {
      const rows = await createRowsScene(5);
      const session = await openCommitSession(rows.options());
      rows.log.first = 6;
      const { checks, ...batch } = await rows.build({ from: 1n, to: 5n });
      await session.commitBatch(withChecks ? { ...batch, checks } : batch);
      await session.checkLineage();
      rows.log.first = 5;
      await expect(session.checkLineage()).rejects.toMatchObject(changed);
    },
  );

  it('ends a writer whose log lost what was read and not stored yet', async () => {
    const { rows, check } = await running();
    rows.log.messages = [...namesOf(6), 'another'];
    await check();
    await expect(check(7)).rejects.toMatchObject(changed);
    await expect(check(8)).rejects.toMatchObject(changed);
  });
});

describe('a log that was rewound', () => {
  it('is left alone by its owner until a new session begins an epoch after the last common message', async () => {
    const { rows } = await running();
    rows.log.messages = [...namesOf(4), ...namesOf(9, ' anew').slice(4)];
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 4n, created: 'once' });
    expect(session.state.last).toEqual({ sequence: 4n, sha256: sha256('message 4') });
    await session.commitBatch(await rows.build({ from: 5n, to: 9n, epoch: 2 }));
    expect(session.state.committedTo).toBe(9n);
  });

  it('goes on where it was when it is brought back, and stores nothing twice', async () => {
    const { rows } = await running();
    rows.log.messages = [...namesOf(4), ...namesOf(7, ' anew').slice(4)];
    const second = await openCommitSession(rows.options());
    await second.commitBatch(await rows.build({ from: 5n, to: 7n, epoch: 2 }));
    rows.log.messages = namesOf(10);
    const third = await openCommitSession(rows.options());
    expect(third.state).toMatchObject({ epoch: 3, committedTo: 6n });
    rows.log.messages = [...namesOf(4), ...namesOf(9, ' anew').slice(4)];
    const fourth = await openCommitSession(rows.options());
    expect(fourth.state).toMatchObject({ epoch: 4, committedTo: 7n });
  });

  it('is asked again before its first batch: it may have been brought back meanwhile', async () => {
    const { rows } = await running();
    rows.log.messages = namesOf(4);
    const session = await openCommitSession(rows.options());
    expect(session.state).toMatchObject({ epoch: 2, committedTo: 4n });
    rows.log.messages = namesOf(8);
    const batch = await rows.build({ from: 5n, to: 8n, epoch: 2 });
    await expect(session.commitBatch(batch)).rejects.toMatchObject(changed);
    expect((await openCommitSession(rows.options())).state).toMatchObject({
      epoch: 3,
      committedTo: 6n,
    });
  });
});

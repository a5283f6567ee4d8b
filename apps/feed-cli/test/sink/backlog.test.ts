import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../src/sink/backlog.js';

/** Whether a promise has resolved by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  const later = Promise.resolve().then(() => Promise.resolve());
  return Promise.race([promise.then(() => true), later.then(() => false)]);
}

describe('createBacklog', () => {
  it('has room until the limit is reached, and again once enough is committed', async () => {
    const backlog = createBacklog(100);
    await backlog.room();
    backlog.appended(1n, 60);
    await backlog.room();
    backlog.appended(2n, 60);
    const room = backlog.room();
    expect(await isOver(room)).toBe(false);
    backlog.committed(1n);
    await room;
    backlog.appended(3n, 200);
    expect(await isOver(backlog.room())).toBe(false);
    backlog.committed(3n);
    await backlog.room();
  });

  it('counts nothing that was committed before it was told of', async () => {
    const backlog = createBacklog(10);
    backlog.committed(5n);
    backlog.appended(4n, 1_000);
    await backlog.room();
  });

  it('rejects, waiting or not, once nothing will be committed any more', async () => {
    const backlog = createBacklog(10);
    backlog.appended(1n, 10);
    const room = backlog.room();
    const failure = new Error('the disk is full');
    backlog.fail(failure);
    backlog.fail(new Error('and another'));
    await expect(room).rejects.toBe(failure);
    await expect(backlog.room()).rejects.toBe(failure);
  });
});

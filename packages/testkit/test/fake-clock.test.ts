import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../src/fake-clock.js';

describe('createFakeClock', () => {
  it('stands still until it is told to go on', async () => {
    const clock = createFakeClock({ startNs: 5n });
    expect([clock.nowNs(), clock.monotonicMs()]).toEqual([5n, 0]);
    await clock.advance(1.5);
    expect([clock.nowNs(), clock.monotonicMs()]).toEqual([1_500_005n, 1.5]);
  });

  it('calls due timers in the order of their times, at their times', async () => {
    const clock = createFakeClock();
    const called: string[] = [];
    const note = (name: string) => () => called.push(`${name}@${clock.monotonicMs()}`);
    clock.schedule(30, note('late'));
    clock.schedule(10, note('early'));
    clock.schedule(10, note('early too'));
    clock.schedule(31, note('not yet'));
    const cancel = clock.schedule(5, note('cancelled'));
    cancel();
    await clock.advance(30);
    expect(called).toEqual(['early@10', 'early too@10', 'late@30']);
    expect(clock.pending).toBe(1);
  });

  it('reaches timers that are set while it goes on', async () => {
    const clock = createFakeClock();
    const woken: number[] = [];
    const sleeper = async () => {
      for (let times = 0; times < 3; times += 1) {
        await clock.sleep(10);
        woken.push(clock.monotonicMs());
      }
    };
    const done = sleeper();
    await clock.advance(30);
    await done;
    expect(woken).toEqual([10, 20, 30]);
  });

  it('rejects a sleep whose signal is aborted', async () => {
    const clock = createFakeClock();
    const abort = new AbortController();
    const sleep = clock.sleep(10, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    await expect(clock.sleep(10, abort.signal)).rejects.toThrow('enough');
  });
});

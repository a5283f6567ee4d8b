import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/index.js';

describe('systemClock', () => {
  it('gives nanoseconds since 1970 as bigint', () => {
    const nowNs = systemClock.nowNs();
    expect(typeof nowNs).toBe('bigint');
    // Between 2020 and 2100: neither seconds nor microseconds.
    expect(nowNs > 1_577_836_800_000_000_000n && nowNs < 4_102_444_800_000_000_000n).toBe(true);
  });

  it('never goes back on its monotonic side', () => {
    const times = Array.from({ length: 1000 }, () => systemClock.monotonicMs());
    expect([...times].sort((left, right) => left - right)).toEqual(times);
  });

  it('sleeps at least as long as told', async () => {
    const started = systemClock.monotonicMs();
    await systemClock.sleep(20);
    // Timers count in whole milliseconds from their own reading of the clock.
    expect(systemClock.monotonicMs() - started).toBeGreaterThanOrEqual(19);
  });

  it('wakes with an AbortError caused by the reason of an abort, also of one before', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    const expected = { name: 'AbortError', cause: reason };
    await expect(sleeping).rejects.toMatchObject(expected);
    await expect(systemClock.sleep(1, controller.signal)).rejects.toMatchObject(expected);
  });

  it('calls back once, unless told not to', async () => {
    let calls = 0;
    systemClock.schedule(1, () => (calls += 1));
    const cancel = systemClock.schedule(1, () => (calls += 10));
    cancel();
    cancel();
    await systemClock.sleep(20);
    expect(calls).toBe(1);
  });
});

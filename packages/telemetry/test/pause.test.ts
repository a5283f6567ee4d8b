import { describe, expect, it } from 'vitest';
import { pause, systemClock } from '../src/index.js';

describe('pause', () => {
  it('is true after its time, and false once the signal is aborted, without an error', async () => {
    expect(await pause(systemClock, 1)).toBe(true);
    const ended = new AbortController();
    expect(await pause(systemClock, 1, ended.signal)).toBe(true);
    const pausing = pause(systemClock, 60_000, ended.signal);
    ended.abort();
    expect(await pausing).toBe(false);
    expect(await pause(systemClock, 60_000, ended.signal)).toBe(false);
  });

  it('lets through what fails without an abort', async () => {
    const failing = { ...systemClock, sleep: () => Promise.reject(new Error('no clock')) };
    await expect(pause(failing, 1, new AbortController().signal)).rejects.toThrow('no clock');
  });
});

import { describe, expect, it } from 'vitest';
import { LiveWatermark } from '../../src/runner/live-watermark.js';

const MS = 1_000_000n;
const LATENESS_MS = 500;
const ALLOWANCE_MS = 2_000;
const watermark = () => new LiveWatermark(LATENESS_MS, ALLOWANCE_MS);
/** The instant that is due once `ms` is passed by the lateness. */
const after = (ms: bigint) => ms * MS - BigInt(LATENESS_MS) * MS;

describe('a live watermark', () => {
  it('knows of nothing due before an event', () => {
    expect(watermark().due(1e9)).toBeUndefined();
  });

  it('waits for the last of all active inputs', () => {
    const mark = watermark();
    mark.show('trades', 5_000n * MS, 0);
    expect(mark.due(0)).toBe(after(5_000n));
    mark.show('books', 4_000n * MS, 0);
    expect(mark.due(0)).toBe(after(4_000n));
    mark.show('books', 6_000n * MS, 10);
    expect(mark.due(10)).toBe(after(5_000n));
  });

  it('waits for a silent input as long as the allowance of the host, counted from what was shown', () => {
    const mark = watermark();
    mark.show('books', 1_000n * MS, 0);
    mark.show('trades', 5_000n * MS, 100);
    mark.show('trades', 9_000n * MS, 1_100);
    expect(mark.due(ALLOWANCE_MS + 99)).toBe(after(1_000n));
    expect(mark.due(ALLOWANCE_MS + 100)).toBe(after(5_000n));
    expect(mark.due(ALLOWANCE_MS + 1_100)).toBe(after(9_000n));
    expect(mark.due(1e9)).toBe(after(9_000n));
  });

  it('does not count from the last of many events that come one upon another', () => {
    const mark = watermark();
    mark.show('books', 1_000n * MS, 0);
    for (let ms = 0; ms < 4_000; ms += 1) {
      mark.show('trades', BigInt(2_000 + ms) * MS, ms);
    }
    const due = mark.due(4_000) ?? 0n;
    expect(due).toBeGreaterThanOrEqual(after(2_000n + 1_900n));
    expect(due).toBeLessThanOrEqual(after(2_000n + 2_000n));
  });

  it('lets no allowance run while there is more to read', () => {
    const mark = watermark();
    mark.show('books', 1_000n * MS, 0);
    mark.show('trades', 5_000n * MS, 0);
    mark.hold(1_900);
    expect(mark.due(ALLOWANCE_MS + 1_899)).toBe(after(1_000n));
    expect(mark.due(ALLOWANCE_MS + 1_900)).toBe(after(5_000n));
  });

  it('goes by what was shown where the clock of the host says nothing', () => {
    const mark = watermark();
    mark.show('books', 1_000n * MS, 0);
    mark.show('trades', 5_000n * MS, 0);
    expect(mark.due(1e9, 3_000n * MS)).toBe(after(2_000n));
    expect(mark.due(1e9, 60_000n * MS)).toBe(after(1_000n));
  });

  it('says nothing is due that what is still to be read may change', () => {
    const mark = watermark();
    mark.show('books', 5_000n * MS, 0);
    expect(mark.due(1e9, undefined, 4_000n * MS)).toBe(after(4_000n));
    expect(mark.due(1e9, undefined, 6_000n * MS)).toBe(after(5_000n));
  });

  it('forgets inputs that were not seen since a session began', () => {
    const mark = watermark();
    mark.show('stocks', 1_000n * MS, 0);
    mark.show('futures', 5_000n * MS, 0);
    mark.beginSession(4_000n * MS);
    expect(mark.due(0)).toBe(after(5_000n));
    expect([...mark.active.keys()]).toEqual(['futures']);
  });
});

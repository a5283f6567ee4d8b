import { describe, expect, it } from 'vitest';
import { believedToNs } from '../../src/runner/believed-to.js';

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const NOW_NS = 1_800_000_000n * SECOND;
const clock = { nowNs: () => NOW_NS };

describe('believedToNs', () => {
  it('goes five seconds beyond the clock of the host where events are live', () => {
    expect(believedToNs(clock, NOW_NS - 300n * SECOND)).toBe(NOW_NS + 5n * SECOND);
    expect(believedToNs(clock, NOW_NS + 5n * SECOND)).toBe(NOW_NS + 5n * SECOND);
  });

  it('goes a day beyond the clock, or a week beyond the events, where they are old or ahead', () => {
    expect(believedToNs(clock, NOW_NS - 30n * DAY)).toBe(NOW_NS + DAY);
    expect(believedToNs(clock, NOW_NS - 301n * SECOND)).toBe(NOW_NS - 301n * SECOND + 7n * DAY);
    expect(believedToNs(clock, NOW_NS + 6n * SECOND)).toBe(NOW_NS + 6n * SECOND + 7n * DAY);
    expect(believedToNs(clock, undefined)).toBe(NOW_NS + DAY);
  });
});

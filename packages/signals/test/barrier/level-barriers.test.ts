import { describe, expect, it } from 'vitest';
import { LevelBarriers } from '../../src/barrier/level-barriers.js';
import type { ZoneFlows } from '../../src/book/zone-flows.js';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';

const GRID_NS = 250_000_000;

function zone(depth: number, filled: number, isUnknown = false): ZoneFlows {
  return {
    added: filled,
    canceled: 0,
    filled,
    depth,
    visiblePrices: 9,
    zonePrices: 17,
    isUnknown,
  };
}

/** 119 ticks of depth 101 to 219 and volume 1 to 119. */
function warmedUp(): LevelBarriers {
  const barriers = new LevelBarriers(SPY_PARAMETERS, GRID_NS);
  for (let tick = 1; tick <= 119; tick += 1) {
    barriers.advanceTo(tick * GRID_NS);
    barriers.observe('VWAP', tick * GRID_NS, zone(100 + tick, tick));
  }
  return barriers;
}

describe('LevelBarriers', () => {
  it('measures depth and volume against their own past, the tick itself included', () => {
    const barriers = warmedUp();
    const now = zone(100, 0);
    expect(barriers.judge('VWAP', now).barrier.state).toBe('NEUTRAL');
    barriers.observe('VWAP', 120 * GRID_NS, now);
    // 120 samples: the 24th is 123; the 108th volume is 107.
    expect(barriers.judge('VWAP', zone(122, 0)).barrier.state).toBe('WEAK');
    expect(barriers.judge('VWAP', zone(123, 0)).barrier.state).toBe('NEUTRAL');
    expect(barriers.judge('VWAP', zone(200, 107)).isZoneBusy).toBe(false);
    expect(barriers.judge('VWAP', zone(200, 108)).isZoneBusy).toBe(true);
  });

  it('takes no sample of an unknown zone, and finds it neither weak nor busy', () => {
    const barriers = warmedUp();
    barriers.observe('VWAP', 120 * GRID_NS, zone(0, 0, true));
    expect(barriers.judge('VWAP', zone(0, 500)).isZoneBusy).toBe(false);
    barriers.observe('VWAP', 121 * GRID_NS, zone(150, 5));
    expect(barriers.judge('VWAP', zone(150, 500)).isZoneBusy).toBe(true);
    expect(barriers.judge('VWAP', zone(0, 500, true))).toMatchObject({
      barrier: { state: 'NEUTRAL', confidence: 0 },
      isZoneBusy: false,
    });
  });

  it('goes on from its saved state, and knows nothing after a reset', () => {
    const barriers = warmedUp();
    barriers.observe('VWAP', 120 * GRID_NS, zone(100, 0));
    const writer = new StateWriter();
    barriers.save(writer);
    const restored = new LevelBarriers(SPY_PARAMETERS, GRID_NS);
    restored.load(new StateReader(writer.finish()));
    const now = zone(122, 108);
    expect(restored.judge('VWAP', now)).toEqual(barriers.judge('VWAP', now));
    expect(restored.judge('VWAP', now).isZoneBusy).toBe(true);
    restored.reset();
    expect(restored.judge('VWAP', now).isZoneBusy).toBe(false);
  });
});

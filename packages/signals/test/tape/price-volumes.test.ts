import { describe, expect, it } from 'vitest';
import { PriceVolumes } from '../../src/tape/price-volumes.js';

const MINUTE_NS = 60_000_000_000;

describe('PriceVolumes', () => {
  it('sums the prices of a band, both ends included', () => {
    const volumes = new PriceVolumes(MINUTE_NS);
    volumes.print(1, 99, 1, 1);
    volumes.print(1, 100, 10, 1);
    volumes.print(2, 101, 200, -1);
    volumes.print(2, 102, 3_000, 1);
    volumes.print(2, 103, 40_000, 1);
    expect(volumes.between(100, 102)).toEqual({ buy: 3_010, sell: 200 });
    expect(volumes.between(99.5, 102.5)).toEqual({ buy: 3_010, sell: 200 });
    expect(volumes.between(-1e9, 1e9)).toEqual({ buy: 43_011, sell: 200 });
    expect(volumes.between(104, 110)).toEqual({ buy: 0, sell: 0 });
  });

  it('counts a print until it is as old as the window, and not at that instant', () => {
    const volumes = new PriceVolumes(MINUTE_NS);
    volumes.print(5, 100, 10, 1);
    volumes.advanceTo(5 + MINUTE_NS - 1);
    expect(volumes.between(100, 100)).toEqual({ buy: 10, sell: 0 });
    volumes.advanceTo(5 + MINUTE_NS);
    expect(volumes.between(100, 100)).toEqual({ buy: 0, sell: 0 });
  });

  it('counts prints of unknown side on neither', () => {
    const volumes = new PriceVolumes(MINUTE_NS);
    volumes.print(1, 100, 10, 0);
    expect(volumes.between(100, 100)).toEqual({ buy: 0, sell: 0 });
  });

  it('keeps its window through more prints than it has had room for', () => {
    const volumes = new PriceVolumes(1_000);
    for (let index = 0; index < 3_000; index += 1) {
      volumes.print(index, 100, 1, index % 3 === 0 ? -1 : 1);
      if (index === 700) {
        volumes.advanceTo(index);
      }
    }
    volumes.advanceTo(3_000);
    // Instants 2,001 … 2,999, of which 333 are divisible by three.
    expect(volumes.between(100, 100)).toEqual({ buy: 666, sell: 333 });
  });
});

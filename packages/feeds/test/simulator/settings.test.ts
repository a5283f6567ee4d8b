import { describe, expect, it } from 'vitest';
import { DEFAULT_KNOBS, KNOBS, type Knob } from '../../src/simulator/knobs.js';
import { market } from './markets.js';

const KNOB_ENTRIES: [string, Knob][] = Object.entries(KNOBS);

describe('KNOBS', () => {
  it('take their own defaults, and nothing beyond their bounds', () => {
    expect(() => market(DEFAULT_KNOBS)).not.toThrow();
    for (const [name, knob] of KNOB_ENTRIES) {
      const wrong =
        knob.kind === 'choice' ? ['', 'x', 1] : [knob.most + 1, knob.least - 1, NaN, '1'];
      for (const value of wrong) {
        expect(() => market({ [name]: value }), `${name} ${value}`).toThrow(`option "${name}"`);
      }
    }
  });
});

describe('createMarketSimulator', () => {
  it.each([
    [{ seed: 1.5 }, '"seed": expected a safe integer, was 1.5'],
    [{ startNs: 0n }, '"startNs": expected nanoseconds'],
    [{ futuresSymbol: '' }, '"futuresSymbol": expected a symbol'],
    [{ stockSymbol: 'spy' }, '"stockSymbol": expected 1 to 6 letters, was spy'],
    [{ futuresPrice: 5 }, '"futuresPrice": expected a number from 500 to 100000 (points), was 5'],
    [{ wallsPerSide: 1.5 }, '"wallsPerSide": expected a whole number from 0 to 8'],
    [{ hours: 'never' as 'always' }, '"hours": expected one of exchange, always, was never'],
    [{ bookUpdates: 20 }, 'at least 2 × futuresTrades'],
    [{ rate: 0, greeksEverySeconds: 0 }, '"rate": expected at least one feed'],
    [{ startNs: 1_900_000_000_000_000_000n }, '"hours": expected "always" outside the dates'],
  ])('refuses option %# by name', (options, message) => {
    const made = () => market(options).advance(2_000_000_000_000_000_000n, 1);
    expect(made).toThrow(message);
    expect(made).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  });
});

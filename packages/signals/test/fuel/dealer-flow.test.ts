import { describe, expect, it } from 'vitest';
import {
  dealerFlow,
  greeks,
  nanos,
  print,
  SESSION,
  symbolOf,
  at,
  NONE,
} from './support/option-session.js';

const UP = 'RESISTANCE';
const DOWN = 'SUPPORT';

describe('DealerFlow', () => {
  describe('its flow', () => {
    it('has dealers on the other side: a bought call and a bought put both leave them short gamma', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '09:30', strike: 601, gamma: 0.05 });
      greeks(flow, { time: '09:30', strike: 602, right: 'P', gamma: 0.04 });
      print(flow, { time: '09:31', strike: 601, size: 10, aggressor: 1 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-50);
      print(flow, { time: '09:32', strike: 602, right: 'P', size: 10, aggressor: 1 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-90);
      print(flow, { time: '09:33', strike: 601, size: 4, aggressor: -1 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-70);
    });

    it('is that of the session from its first print on, not of a window', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '04:00', strike: 601, gamma: 0.05 });
      print(flow, { time: '04:00', strike: 601, size: 10 });
      greeks(flow, { time: '15:59', strike: 601, gamma: 0.25 });
      print(flow, { time: '15:59', strike: 601, size: 10 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-300);
    });

    it('takes greeks of an instant for the prints of that instant, and none from after a print', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 601, gamma: 0.01 });
      print(flow, { time: '10:00', strike: 601, size: 100 });
      greeks(flow, { time: '10:01', strike: 601, gamma: 9 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-100);
    });

    it('takes nothing from a print without a side, and counts it', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 601, gamma: 0.01 });
      print(flow, { time: '10:00', strike: 601, size: 100, aggressor: 0 });
      expect(flow.fuelOf(nanos(600), UP)).toMatchObject({ netDealerGamma: 0, confidence: 0 });
      expect(flow.strikesWithFlow()).toEqual([]);
      expect(flow.counts).toMatchObject({ prints: 1, withoutSide: 1 });
    });

    it('is exact: 0.1 and 0.2 that are bought and 0.3 that is sold leave nothing', () => {
      const flow = dealerFlow();
      for (const [strike, gamma, aggressor] of [
        [600, 0.1, 1],
        [601, 0.2, 1],
        [602, 0.3, -1],
      ] as const) {
        greeks(flow, { time: '10:00', strike, gamma });
        print(flow, { time: '10:00', strike, aggressor });
      }
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(0);
    });

    it('is exact beyond 2^53 pico-units', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 600, gamma: 0.123456789012 });
      print(flow, { time: '10:00', strike: 600, size: 2_000_000_000 });
      print(flow, { time: '10:00', strike: 600, size: 1_999_999_999, aggressor: -1 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-12.3456789012);
    });

    it('knows strikes by their fraction', () => {
      const flow = dealerFlow();
      print(flow, { time: '10:00', strike: 601 });
      print(flow, { time: '10:00', strike: 600.5 });
      print(flow, { time: '10:00', strike: 600.5 });
      expect(flow.strikesWithFlow()).toEqual([nanos(600.5), nanos(601)]);
    });

    it('leaves out what no market has, and counts it', () => {
      const flow = dealerFlow();
      print(flow, { time: '10:00', strike: NONE });
      print(flow, { time: '10:00', strike: 600, size: 0 });
      print(flow, { time: '10:00', strike: 600, size: 2.5 });
      print(flow, { time: '10:00', strike: 600, expDate: '2025-13-01' });
      greeks(flow, { time: '10:00', strike: 600, gamma: NONE });
      greeks(flow, { time: '10:00', strike: 600, gamma: 1e300 });
      expect(flow.counts).toMatchObject({ prints: 0, unusable: 6 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBeNull();
    });

    it('forgets all of it when a session begins', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 601, gamma: 0.5 });
      print(flow, { time: '10:00', strike: 601, size: 10 });
      flow.reset(SESSION);
      expect(flow.strikesWithFlow()).toEqual([]);
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBeNull();
      print(flow, { time: '10:00', strike: 601, size: 10 });
      expect(flow.counts).toMatchObject({ prints: 1, withoutGamma: 1 });
    });
  });

  describe('its fuel', () => {
    it('is of the strikes from the level to 2 beyond it on the side of the break, both included', () => {
      const flow = dealerFlow();
      for (const [strike, size] of [
        [597.5, 1],
        [598, 10],
        [600, 100],
        [602, 1_000],
        [602.5, 10_000],
      ]) {
        greeks(flow, { time: '10:00', strike, gamma: 0.01 });
        print(flow, { time: '10:00', strike, size, aggressor: -1 });
      }
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(1_100);
      expect(flow.fuelOf(nanos(600), DOWN).netDealerGamma).toBe(110);
    });

    it('is of the nearest expiry from the session on, that printed', () => {
      const flow = dealerFlow();
      for (const [expDate, gamma] of [
        ['2025-12-15', 1],
        ['2025-12-17', 2],
        ['2025-12-16', 3],
      ] as const) {
        greeks(flow, { time: '10:00', strike: 600, gamma, expDate });
        print(flow, { time: '10:00', strike: 600, expDate, aggressor: -1 });
        const net = { '2025-12-15': null, '2025-12-17': 200, '2025-12-16': 300 }[expDate];
        expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(net);
      }
    });

    it.each([
      [10_001, -1, 'DAMPEN'],
      [10_000, -1, 'NEUTRAL'],
      [10_000, 1, 'NEUTRAL'],
      [10_001, 1, 'AMPLIFY'],
    ])('of %d shares a dollar, aggressor %d, is %s', (shares, aggressor, effect) => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 600, gamma: 0.01 });
      print(flow, { time: '10:00', strike: 600, size: shares, aggressor });
      expect(flow.fuelOf(nanos(600), UP).effect).toBe(effect);
    });

    it('is as sure as there is flow, bought and sold, and at most 1', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 600, gamma: 0.01 });
      greeks(flow, { time: '10:00', strike: 601, gamma: 0.01 });
      print(flow, { time: '10:00', strike: 600, size: 10_000, aggressor: 1 });
      print(flow, { time: '10:00', strike: 601, size: 10_000, aggressor: -1 });
      expect(flow.fuelOf(nanos(600), UP)).toEqual({
        effect: 'NEUTRAL',
        netDealerGamma: 0,
        confidence: 0.4,
      });
      print(flow, { time: '10:00', strike: 600, size: 90_000, aggressor: 1 });
      expect(flow.fuelOf(nanos(600), UP).confidence).toBe(1);
    });
  });

  describe('without greeks', () => {
    it('says null, not 0 and not a usual gamma, where a print has no quote', () => {
      const flow = dealerFlow();
      print(flow, { time: '10:00', strike: 600, size: 1_000, spot: 600 });
      expect(flow.fuelOf(nanos(600), UP)).toEqual({
        effect: 'NEUTRAL',
        netDealerGamma: null,
        confidence: 0,
      });
      expect(flow.counts).toMatchObject({ withoutGamma: 1, computedGamma: 0 });
    });

    it('says null where no option printed', () => {
      expect(dealerFlow().fuelOf(nanos(600), UP).netDealerGamma).toBeNull();
    });

    it('computes the gamma of a print from the middle of its quote, and is not sure of it', () => {
      const flow = dealerFlow();
      // At the money, 4 hours to the close, σ 15 %: √T = 0.02137, σ√T = 0.0032052, worth
      // 600·(2Φ(σ√T/2) − 1) = 0.76721; gamma = φ(σ√T/2)/(600·σ√T) = 0.20744.
      print(flow, { time: '12:00', strike: 600, size: 100, bid: 0.76, ask: 0.77442, spot: 600 });
      const { netDealerGamma, confidence } = flow.fuelOf(nanos(600), UP);
      expect(netDealerGamma).toBeCloseTo(-2_074.4, 0);
      expect(confidence).toBe(0);
      expect(flow.counts.computedGamma).toBe(1);
    });

    it('computes it to the close of a half day, 13:00', () => {
      const halfDay = {
        ...SESSION,
        date: '2025-12-24',
        startNs: SESSION.startNs + 8n * 86_400_000_000_000n,
      };
      const flow = dealerFlow(halfDay);
      const quote = { strike: 600, size: 100, bid: 0.76, ask: 0.77442, spot: 600 };
      print(flow, { time: '09:00', expDate: '2025-12-24', ...quote });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBeCloseTo(-2_074.4, 0);
    });

    it('computes with no less than 60 seconds to expiry', () => {
      const quote = { strike: 600, size: 100, bid: 0.09, ask: 0.11, spot: 600 };
      const gammas = ['15:59:00', '15:59:59', '16:05:00'].map((time) => {
        const flow = dealerFlow();
        print(flow, { time, ...quote });
        return flow.fuelOf(nanos(600), UP).netDealerGamma;
      });
      expect(new Set(gammas).size).toBe(1);
      expect(gammas[0]).toBeLessThan(0);
    });

    it('sums what is known beside what is not, and counts the rest', () => {
      const flow = dealerFlow();
      greeks(flow, { time: '10:00', strike: 600, gamma: 0.01 });
      print(flow, { time: '10:00', strike: 600, size: 100 });
      print(flow, { time: '10:00', strike: 601, size: 100 });
      expect(flow.fuelOf(nanos(600), UP).netDealerGamma).toBe(-100);
      expect(flow.fuelOf(nanos(601), UP).netDealerGamma).toBeNull();
      expect(flow.fuelOf(nanos(603), UP).netDealerGamma).toBe(0);
    });

    it('counts expiries on days without a session, and those beyond the calendar', () => {
      const flow = dealerFlow();
      print(flow, { time: '10:00', strike: 600, expDate: '2025-12-20' });
      print(flow, { time: '10:00', strike: 600, expDate: '2031-01-17' });
      expect(flow.counts).toMatchObject({ movedExpiries: 1, unknownExpiries: 1 });
    });
  });

  describe('its walls', () => {
    function walled(of: readonly (readonly [number, 'C' | 'P', number])[]) {
      const flow = dealerFlow();
      for (const [strike, right, thousands] of of) {
        greeks(flow, { time: '10:00', strike, right, gamma: 0.01 });
        const aggressor = thousands > 0 ? -1 : 1;
        const size = Math.abs(thousands) * 1_000;
        print(flow, { time: '10:00', strike, right, size, aggressor });
      }
      return flow;
    }

    it('are the calls above and the puts below with the largest dealer gamma', () => {
      const flow = walled([
        [599, 'C', 999],
        [601, 'C', 60],
        [603, 'C', 80],
        [603, 'P', 999],
        [602, 'C', -500],
        [597, 'P', 70],
        [598, 'P', 51],
      ]);
      expect(flow.wall('C', nanos(600))).toEqual({ nanos: nanos(603), gamma: 80_000 });
      expect(flow.wall('P', nanos(600))).toEqual({ nanos: nanos(597), gamma: 70_000 });
    });

    it('need 50,000', () => {
      const flow = walled([
        [601, 'C', 50],
        [599, 'P', 49.999],
      ]);
      expect(flow.wall('C', nanos(600))?.gamma).toBe(50_000);
      expect(flow.wall('P', nanos(600))).toBeNull();
    });

    it('are within 10 of spot', () => {
      const flow = walled([
        [610, 'C', 60],
        [610.5, 'C', 90],
        [590, 'P', 60],
        [589.5, 'P', 90],
      ]);
      expect(flow.wall('C', nanos(600))?.nanos).toBe(nanos(610));
      expect(flow.wall('P', nanos(600))?.nanos).toBe(nanos(590));
    });

    it('are the nearer of equals', () => {
      const flow = walled([
        [602, 'C', 60],
        [601, 'C', 60],
        [597, 'P', 60],
        [598, 'P', 60],
      ]);
      expect(flow.wall('C', nanos(600))?.nanos).toBe(nanos(601));
      expect(flow.wall('P', nanos(600))?.nanos).toBe(nanos(598));
    });

    it('at spot itself are of calls, as a level at spot is a resistance', () => {
      const flow = walled([
        [600, 'C', 60],
        [600, 'P', 60],
      ]);
      expect(flow.wall('C', nanos(600))?.nanos).toBe(nanos(600));
      expect(flow.wall('P', nanos(600))).toBeNull();
    });

    it('gather all expiries of a strike', () => {
      const flow = dealerFlow();
      for (const expDate of ['2025-12-16', '2025-12-19']) {
        greeks(flow, { time: '10:00', strike: 601, gamma: 0.01, expDate });
        print(flow, { time: '10:00', strike: 601, size: 30_000, aggressor: -1, expDate });
      }
      expect(flow.wall('C', nanos(600))?.gamma).toBe(60_000);
    });
  });

  describe('its flip', () => {
    /** Dealers long the 599 put, short the 601 call. */
    function positions(volatility?: number) {
      const flow = dealerFlow();
      greeks(flow, { time: '12:00', strike: 599, right: 'P', gamma: 0.1, volatility });
      greeks(flow, { time: '12:00', strike: 601, gamma: 0.1, volatility });
      print(flow, { time: '12:00', strike: 599, right: 'P', size: 100, aggressor: -1 });
      print(flow, { time: '12:00', strike: 601, size: 100 });
      return flow;
    }

    it('is where gammas at that spot cancel: half way of equal positions', () => {
      // Equal bells over ln S: they cross at √(599·601) shifted by −σ²T/2.
      const flip = positions(0.15).flip(nanos(600), at('12:00'));
      expect(flip).toBeCloseTo(nanos(Math.sqrt(599 * 601) * (1 - 0.0032052 ** 2 / 2)), -5);
    });

    it('does not take gammas as they stand, which would cancel everywhere or nowhere', () => {
      const flow = positions(0.15);
      // By the gammas of the snapshots the flow nets to 0; by those at 599 and 601 it does not.
      expect(flow.fuelOf(nanos(599), UP).netDealerGamma).toBe(0);
      expect(flow.flip(nanos(599.5), at('12:00'))).not.toBeNull();
    });

    it('is null without volatilities', () => {
      expect(positions().flip(nanos(600), at('12:00'))).toBeNull();
    });

    it('takes the volatility of a print where greeks have none', () => {
      const flow = dealerFlow();
      const spot = 600;
      const put = { strike: 599, right: 'P', size: 100, aggressor: -1 } as const;
      print(flow, { time: '12:00', ...put, bid: 0.33, ask: 0.37, spot });
      print(flow, { time: '12:00', strike: 601, size: 100, bid: 0.33, ask: 0.37, spot });
      expect(flow.flip(nanos(spot), at('12:00'))).toBeCloseTo(nanos(599.994), -7);
    });

    it('moves with time and spot, once a second of event time', () => {
      const flow = positions(0.15);
      const first = flow.flip(nanos(600), at('12:00'));
      print(flow, { time: '12:00', strike: 601, size: 900 });
      expect(flow.flip(nanos(600), at('12:00') + 0.75e9)).toBe(first);
      expect(flow.flip(nanos(600), at('12:00') + 1e9)).toBeLessThan(first ?? 0);
    });

    it('keeps time to expiry at 60 seconds after the close', () => {
      const flow = positions(0.15);
      expect(flow.flip(nanos(600), at('15:59'))).toBe(flow.flip(nanos(600), at('17:00')));
    });
  });

  it('joins greeks by the text of the symbol', () => {
    const flow = dealerFlow();
    flow.greeks(at('10:00'), 'O:SPY251216C00601000', 0.02, NONE, null);
    const symbol = 'O:SPY251216C00601000';
    print(flow, { time: '10:00', strike: 601, symbol, size: 10 });
    print(flow, { time: '10:00', strike: 601, symbol: symbolOf('C', 601), size: 10 });
    expect(flow.fuelOf(nanos(601), UP).netDealerGamma).toBe(-20);
    expect(flow.counts.withoutGamma).toBe(1);
  });
});

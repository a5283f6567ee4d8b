import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionGamma } from '../../src/fuel/black-scholes.js';
import type { DealerFlow } from '../../src/fuel/dealer-flow.js';
import type { Direction } from '../../src/levels/level.js';
import { at, dealerFlow, greeks, nanos, print } from './support/option-session.js';

const PAGE = readFileSync(new URL('../../../../docs/signals/fuel.md', import.meta.url), 'utf8')
  .replaceAll('−', '-')
  .replaceAll(/(\d),(\d)/g, '$1$2');

/** Cells of the table after a `worked example` mark, its head first. */
function tableOf(mark: string): string[][] {
  const [, after] = PAGE.split(`<!-- worked example: ${mark} -->\n\n`);
  const lines = after.slice(0, after.indexOf('\n\n')).trim().split('\n');
  const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.filter((_, index) => index !== 1).map((cells) => cells.slice(1, -1));
}

function take(flow: DealerFlow, row: readonly string[]): void {
  const [time, what, option, number, last] = row;
  const right = option.startsWith('C') ? 'C' : 'P';
  const strike = Number(option.slice(2));
  if (what === 'greeks') {
    greeks(flow, { time, strike, right, gamma: Number(number), volatility: Number(last) });
  } else {
    print(flow, { time, strike, right, size: Number(number), aggressor: Number(last) });
  }
}

function example(): DealerFlow {
  const flow = dealerFlow();
  for (const row of tableOf('events').slice(1)) {
    take(flow, row);
  }
  return flow;
}

const numberOf = (cell: string): number | null => (cell === 'null' ? null : Number(cell));

describe('docs/signals/fuel.md', () => {
  it('says what each print adds', () => {
    const flow = dealerFlow();
    const seen = new Map<string, number>();
    for (const row of tableOf('events').slice(1)) {
      take(flow, row);
      const [, what, option, , , expected] = row;
      if (what !== 'print') {
        continue;
      }
      const strike = Number(option.slice(2));
      const { netDealerGamma: net } = flow.fuelOf(nanos(strike), 'RESISTANCE');
      // The strike alone: what lies beyond it is taken off.
      const beyond = flow.fuelOf(nanos(strike + 0.5), 'RESISTANCE').netDealerGamma ?? 0;
      const before = seen.get(option) ?? 0;
      const after = net === null ? null : net - beyond;
      expect(after === null ? null : after - before).toBe(numberOf(expected));
      seen.set(option, after ?? 0);
    }
  });

  it('says what follows for the levels', () => {
    const flow = example();
    for (const [level, direction, , net, effect, confidence] of tableOf('levels').slice(1)) {
      expect(flow.fuelOf(nanos(Number(level)), direction as Direction)).toEqual({
        effect,
        netDealerGamma: numberOf(net),
        confidence: Number(confidence),
      });
    }
  });

  it('says which strikes are walls', () => {
    const flow = example();
    expect(flow.wall('P', nanos(600))).toEqual({ nanos: nanos(599), gamma: 60_000 });
    expect(flow.wall('C', nanos(600))).toBeNull();
  });

  it('says where the flip is, and how the gammas cancel there', () => {
    expect(example().flip(nanos(600), at('12:00'))).toBeCloseTo(nanos(599.38), -6);
    const [head, ...rows] = tableOf('flip');
    const shares = [500_000, -800_000, 200_000, 80_000];
    const deviation = 0.16 * Math.sqrt(4 / 8_760);
    for (const [spot, ...cells] of rows) {
      const gammas = shares.map((each, index) => {
        const strike = Number(head[index + 1].slice(0, 3));
        return each * optionGamma(Number(spot), strike, deviation);
      });
      const sum = gammas.reduce((total, gamma) => total + gamma, 0);
      const written = cells.map(Number);
      gammas.forEach((gamma, index) => {
        expect(Math.abs(gamma - written[index])).toBeLessThanOrEqual(0.5);
      });
      expect(Math.abs(sum - written[4])).toBeLessThanOrEqual(1);
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { LevelFinder } from '../../src/levels/level-finder.js';
import type { Direction, Level } from '../../src/levels/level.js';
import { priceText } from '../../src/levels/price-text.js';
import { isOffExchange } from '../../src/market/off-exchange.js';
import { printFlags } from '../../src/market/print-flags.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { UnderlyingTape } from '../../src/market/underlying-tape.js';
import { runwayOf } from '../../src/runway/runway-of.js';
import { since4, stockSession } from '../market/support/session.js';

const PAGE = readFileSync(new URL('../../../../docs/signals/levels.md', import.meta.url), 'utf8');
const EXCHANGES: Readonly<Record<string, number>> = { D: 4, P: 11, Q: 12 };
const nanosOf = (price: string): number => Math.round(Number(price) * 1e9);

/** Rows of the table under a heading, by the names of its columns. */
function tableOf(heading: string): Record<string, string>[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const rows = section
    .split('\n## ')[0]
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [names, , ...cells] = rows;
  return cells.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}

function tapeAt(time: string): UnderlyingTape {
  const tape = new UnderlyingTape(SPY_PARAMETERS);
  tape.reset(
    tradingWindows(stockSession('2025-12-16')),
    Array.from({ length: 195 }, () => 600e9),
  );
  for (const { time: at, price, size, venue, conditions } of tableOf('Prints')) {
    if (since4(at) <= since4(time)) {
      const flags = printFlags(conditions === '' ? null : conditions);
      const isOff = isOffExchange(EXCHANGES[venue]);
      tape.print(since4(at), nanosOf(price), Number(size), flags, isOff);
    }
  }
  tape.advanceTo(since4(time));
  return tape;
}

const finder = new LevelFinder(SPY_PARAMETERS, [601.25]);

function levelsAt(time: string): Level[] {
  const tape = tapeAt(time);
  return finder.levelsAt(since4(time), tape.lastTrade()?.nanos ?? Number.NaN, tape, {
    strikes: [600.5e9, 606.5e9],
    callWall: 605e9,
    putWall: 595e9,
    flip: 600.9e9,
  });
}

/** What the page calls running, new or final. */
function stateOf({ isRunning, isNew }: Level): string {
  return isRunning ? 'running' : isNew ? 'new' : 'final';
}

describe('docs/signals/levels.md', () => {
  it.each([...tableOf('Levels of prints'), ...tableOf('Levels of prices')])(
    'has $level at $at right: $price',
    ({ at, level: id, price, state }) => {
      const level = levelsAt(at).find((each) => each.id === id);
      if (price === 'absent') {
        expect(level).toBeUndefined();
      } else {
        expect(level && [priceText(level.nanos), stateOf(level)]).toEqual([price, state]);
      }
    },
  );

  it.each(tableOf('Runway'))(
    'has the runway of $level right: $next',
    ({ at, level: id, direction, next, distance, quality }) => {
      const levels = levelsAt(at);
      const level = levels.find((each) => each.id === id);
      const range = tapeAt(at).trailing.rangeAt(since4(at));
      expect(range).toBe(1.2e9);
      expect(level && runwayOf(level, direction as Direction, levels, range)).toMatchObject({
        next: next === 'none' ? null : { id: next },
        distanceNanos: distance === 'none' ? null : nanosOf(distance),
        quality,
      });
    },
  );

  it('has tables with rows', () => {
    expect(tableOf('Prints')).toHaveLength(10);
    expect(tableOf('Levels of prints')).toHaveLength(14);
    expect(tableOf('Levels of prices')).toHaveLength(9);
    expect(tableOf('Runway')).toHaveLength(5);
  });
});

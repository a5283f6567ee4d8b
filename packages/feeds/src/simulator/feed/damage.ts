import { pick, type RandomState } from '../random.js';

/** Ways to damage an event's line so that no dataset takes it. */
const DAMAGES = [
  { name: 'cut', damage: (line: string) => line.slice(0, Math.floor(line.length * 0.6)) },
  {
    name: 'no time',
    damage: (line: string) => line.replace('"ts_event_ns"', '"ts_event_missing"'),
  },
  {
    name: 'time as text',
    damage: (line: string) => line.replace(/"ts_event_ns":(\d+)/, '"ts_event_ns":"yesterday"'),
  },
  {
    name: 'far future',
    damage: (line: string) =>
      line.replace(/"ts_event_ns":\d+/, '"ts_event_ns":7000000000000000000'),
  },
  {
    name: 'source twice',
    damage: (line: string) => line.replace('"source":', '"source":"?","source":'),
  },
] as const;

const DRAWS = DAMAGES.map((value) => ({ value, weight: 1 / DAMAGES.length }));

/** A damaged copy of a line, and what was done to it. */
export function damageLine(
  line: string,
  random: RandomState,
): { readonly line: string; readonly damage: string } {
  const { name, damage } = pick(random, DRAWS);
  return { line: damage(line), damage: name };
}

import { describe, expect, it } from 'vitest';
import { CHANGE_MUTANTS } from './change-mutants.js';
import { goesByAcknowledgements } from './cursor-mutants.js';
import { explore, type Bounds, type Exploration } from './explore.js';
import { LOG_MUTANTS } from './log-mutants.js';
import { MUTANTS } from './mutants.js';
import { fullName } from './names.js';

/** Two event logs, between which the operator switches, and which let go of what is stored. */
const TWO_LOGS: Bounds = { messages: [2, 1], writers: 3, lostReplies: true, releasing: true };

/** One event log that changes once, or a decoder that does. */
const CHANGING: Bounds = { messages: [2], writers: 2, lostReplies: false };

/** The same with every fault, and a decoder that changes at any moment. */
const EVERYTHING: Bounds = { ...CHANGING, lostReplies: true, redecoding: true };

/** Explored with every `npm test`. */
const SMALL: readonly Bounds[] = [
  { messages: [2], writers: 2, lostReplies: true, growing: true },
  { ...TWO_LOGS, messages: [1, 1], lostReplies: false },
  { ...CHANGING, change: 'rewind' },
  { ...CHANGING, change: 'recreate' },
  { ...CHANGING, change: 'retain' },
  { ...CHANGING, redecoding: true, lostReplies: true },
  { ...EVERYTHING, change: 'rewind', messages: [1], holes: true },
  { ...EVERYTHING, change: 'restore', messages: [1] },
  { ...EVERYTHING, change: 'recreate', messages: [1] },
  { ...EVERYTHING, change: 'retain', messages: [1] },
];

/** Explored when `ASSAY_LONG` is set: two writers and a restart, every change with every fault. */
const LARGE: readonly Bounds[] = [
  { messages: [2], writers: 3, lostReplies: true },
  { messages: [3], writers: 3, lostReplies: true },
  { messages: [4], writers: 3, lostReplies: true },
  { messages: [2], writers: 4, lostReplies: true },
  { messages: [3], writers: 3, lostReplies: true, growing: true },
  { ...TWO_LOGS, messages: [1, 1] },
  TWO_LOGS,
  { ...TWO_LOGS, releasing: false },
  { ...TWO_LOGS, growing: true },
  ...(['rewind', 'restore', 'recreate', 'retain'] as const).flatMap((change): Bounds[] => [
    { ...EVERYTHING, change },
    { ...CHANGING, change, messages: [1], writers: 3 },
  ]),
  { ...CHANGING, change: 'rewind', messages: [3] },
  { ...CHANGING, change: 'rewind', holes: true },
  { ...CHANGING, change: 'rewind', first: 2, holes: true },
  { ...CHANGING, change: 'rewind-retain', holes: true },
  { ...EVERYTHING, change: 'restore', messages: [1], holes: true },
  { ...CHANGING, redecoding: true, writers: 3 },
];

const isLong = (process.env.ASSAY_LONG ?? '') !== '';
const named = (isLong ? [...SMALL, ...LARGE] : SMALL).map(
  (bounds) => [JSON.stringify(bounds), bounds] as const,
);

describe('the protocol, explored exhaustively', () => {
  it.each(named)('stores each message once: %s', { timeout: 3_600_000 }, (name, bounds) => {
    const { states, lakes, returns, salvages, violation } = explore(bounds);
    expect(violation).toBeUndefined();
    expect(states).toBeGreaterThan(5_000);
    const found = `${states} states, ${lakes} lakes, ${returns} where a log went on`;
    process.stdout.write(`model ${name}: ${found}, ${salvages} where an intent was given up\n`);
  });
});

describe('the model check', () => {
  it.each(Object.entries(MUTANTS))('catches a writer that %s', (_, [harm, decide]) => {
    const found = explore({ messages: [3], writers: 3, lostReplies: true, decide });
    expect(kindOf(found)).toBe(harm);
  });

  it.each(Object.entries(LOG_MUTANTS))('catches a writer that %s', (_, [harm, decide]) => {
    expect(kindOf(explore({ ...TWO_LOGS, decide }))).toBe(harm);
  });

  it.each(Object.entries(CHANGE_MUTANTS))(
    'catches a writer that %s',
    (_, [world, harm, decide]) => {
      expect(kindOf(explore({ ...CHANGING, ...world, decide }))).toBe(harm);
    },
  );

  it('catches a writer that dies between its commit and the acknowledgement it goes by', () => {
    const decide = goesByAcknowledgements();
    const { violation } = explore({ ...CHANGING, decide, nameOf: fullName });
    expect(violation).toMatch(/^doubled: message A\d is committed twice/);
  });

  it.each([
    { messages: [1], writers: 2, lostReplies: true, growing: true },
    { ...TWO_LOGS, messages: [1, 1], writers: 2 },
    { ...CHANGING, messages: [1], change: 'rewind' as const },
    { ...CHANGING, redecoding: true },
  ])('tells states apart by short names as well as by all they hold: %j', (bounds) => {
    expect(explore(bounds).states).toBe(explore({ ...bounds, nameOf: fullName }).states);
  });
});

/** `lost` of `lost: the writer is ready, without A2`. */
function kindOf({ violation }: Exploration): string | undefined {
  return violation?.split(':')[0];
}

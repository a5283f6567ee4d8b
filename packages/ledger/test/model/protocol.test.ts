import { describe, expect, it } from 'vitest';
import { explore, type Bounds } from './explore.js';
import { LOG_MUTANTS } from './log-mutants.js';
import { MUTANTS } from './mutants.js';
import { fullName } from './world.js';

/** Two event logs, between which the operator switches, and which let go of what is stored. */
const TWO_LOGS: Bounds = { messages: [2, 1], writers: 3, lostReplies: true, releasing: true };

/** Explored with every `npm test`. */
const SMALL: readonly Bounds[] = [
  { messages: [2], writers: 3, lostReplies: true },
  { messages: [2], writers: 2, lostReplies: true, growing: true },
  TWO_LOGS,
];

/** Explored when `ASSAY_LONG` is set: some minutes. */
const LARGE: readonly Bounds[] = [
  { messages: [3], writers: 3, lostReplies: true },
  { messages: [4], writers: 3, lostReplies: true },
  { messages: [2], writers: 4, lostReplies: true },
  { messages: [3], writers: 3, lostReplies: true, growing: true },
  { ...TWO_LOGS, releasing: false },
  { ...TWO_LOGS, messages: [2, 2] },
  { ...TWO_LOGS, growing: true },
  { ...TWO_LOGS, messages: [1, 1], writers: 4 },
];

const worlds = (process.env.ASSAY_LONG ?? '') === '' ? SMALL : [...SMALL, ...LARGE];
const named = worlds.map((bounds) => [JSON.stringify(bounds), bounds] as const);

describe('the protocol, explored exhaustively', () => {
  it.each(named)('stores each message once: %s', { timeout: 3_600_000 }, (name, bounds) => {
    const { states, lakes, returns, violation } = explore(bounds);
    expect(violation).toBeUndefined();
    expect(states).toBeGreaterThan(10_000);
    expect(returns > 100).toBe(bounds.messages.length > 1);
    const returned = bounds.messages.length > 1 ? `, ${returns} with a log that returned` : '';
    process.stdout.write(`model ${name}: ${states} states, ${lakes} lakes${returned}\n`);
  });
});

describe('the model check', () => {
  it.each(Object.entries(MUTANTS))('catches a writer that %s', (_, decide) => {
    const found = explore({ messages: [3], writers: 3, lostReplies: true, decide });
    expect(found.violation).toBeDefined();
  });

  it.each(Object.entries(LOG_MUTANTS))('catches a writer that %s', (_, decide) => {
    expect(explore({ ...TWO_LOGS, decide }).violation).toBeDefined();
  });

  it.each([
    { messages: [2], writers: 2, lostReplies: true, growing: true },
    { ...TWO_LOGS, messages: [1, 1], writers: 2 },
  ])('tells states apart by short names as well as by all they hold: $messages', (bounds) => {
    expect(explore(bounds).states).toBe(explore({ ...bounds, nameOf: fullName }).states);
  });
});

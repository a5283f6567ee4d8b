import { describe, expect, it } from 'vitest';
import { explore, type Bounds } from './explore.js';
import { MUTANTS } from './mutants.js';
import { fullName } from './world.js';

/** Explored with every `npm test`. */
const SMALL: readonly Bounds[] = [
  { messages: 3, writers: 3, lostReplies: true },
  { messages: 2, writers: 2, lostReplies: true, growing: true },
];

/** Explored when `ASSAY_LONG` is set: some minutes. */
const LARGE: readonly Bounds[] = [
  { messages: 4, writers: 3, lostReplies: true },
  { messages: 2, writers: 4, lostReplies: true },
  { messages: 3, writers: 3, lostReplies: true, growing: true },
];

const worlds = (process.env.ASSAY_LONG ?? '') === '' ? SMALL : [...SMALL, ...LARGE];

describe('the protocol, explored exhaustively', () => {
  it.each(worlds)(
    'stores each of $messages messages once, with $writers writers (coming: $growing)',
    { timeout: 3_600_000 },
    (bounds) => {
      const { states, lakes, violation } = explore(bounds);
      expect(violation).toBeUndefined();
      expect(states).toBeGreaterThan(10_000);
      process.stdout.write(`model ${JSON.stringify(bounds)}: ${states} states, ${lakes} lakes\n`);
    },
  );
});

describe('the model check', () => {
  it.each(Object.entries(MUTANTS))('catches a writer that %s', (_, decide) => {
    const found = explore({ messages: 3, writers: 3, lostReplies: true, decide });
    expect(found.violation).toBeDefined();
  });

  it('tells states apart by their short names as well as by all they hold', () => {
    const bounds = { messages: 2, writers: 2, lostReplies: true, growing: true };
    expect(explore(bounds).states).toBe(explore({ ...bounds, nameOf: fullName }).states);
  });
});

import { encodeChecks, positionOf, type IntentEntry } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { BuiltBatch } from '../../src/batch.js';
import { combine } from '../../src/protocol/combine.js';
import { NOTHING_KEPT } from '../../src/protocol/memory.js';

const FAR = 4_000_000_000n;

/** Messages 1, 2, and two after a gap of billions. */
const INTENT = {
  range: { from: 1n, to: FAR + 2n },
  events: 4,
  messages: 4,
  gaps: [{ from: 3n, to: FAR, reason: 'retention' }],
  checks: encodeChecks(Uint32Array.of(1, 2, 3, 4)),
} as unknown as IntentEntry;

const REBUILT: BuiltBatch = {
  from: 1n,
  to: FAR + 2n,
  delivered: 4,
  events: 4,
  rows: 4,
  deadLetters: 0,
  gaps: [{ from: 3n, to: FAR, reason: 'log-gap' }],
  files: [],
  closeReason: 'recovery',
  runs: [],
  decodeFingerprint: 'd',
  configFingerprint: 'c',
  checks: Uint32Array.of(1, 2, 3, 4),
};

describe('combine', () => {
  it('keeps the gaps that were announced, however wide', () => {
    expect(combine(INTENT, NOTHING_KEPT, REBUILT)).toMatchObject({
      delivered: 4,
      gaps: INTENT.gaps,
      checks: Uint32Array.of(1, 2, 3, 4),
    });
  });

  it('declares what is lost beside them, and knows the rest by its checks', () => {
    const gaps = [{ from: 2n, to: FAR + 1n, reason: 'log-gap' }];
    const lossy = {
      ...REBUILT,
      delivered: 2,
      events: 2,
      rows: 2,
      gaps,
      checks: Uint32Array.of(1, 4),
    };
    expect(combine(INTENT, NOTHING_KEPT, lossy)).toMatchObject({
      delivered: 2,
      eventsLost: 2,
      gaps: [
        { from: 2n, to: 2n, reason: 'lost-with-log' },
        { from: 3n, to: FAR, reason: 'retention' },
        { from: FAR + 1n, to: FAR + 1n, reason: 'lost-with-log' },
      ],
      checks: Uint32Array.of(1, 4),
    });
  });

  it('counts a message as delivered of which an adopted file holds an event', () => {
    const kept = { ...NOTHING_KEPT, positions: new Set([positionOf(FAR + 2n, 0)]) };
    const cut = { ...REBUILT, to: 2n, delivered: 2, gaps: [], checks: Uint32Array.of(1, 2) };
    expect(combine(INTENT, kept, cut)).toMatchObject({
      delivered: 3,
      gaps: [INTENT.gaps?.[0], { from: FAR + 1n, to: FAR + 1n, reason: 'lost-with-log' }],
      checks: Uint32Array.of(1, 2, 4),
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { BuiltBatch, StagedFile } from '../../src/batch.js';
import { coverageProblem } from '../../src/protocol/coverage.js';
import { emptyLedger } from '../../src/state/ledger-state.js';

const STATE = { ...emptyLedger('bronze', 'market'), committedTo: 10n };
const FILE: StagedFile = {
  key: 'k',
  kind: 'rows',
  dataset: 'd',
  partition: '',
  rows: 4,
  bytes: 1,
  sha256: '',
  positionDigest: '',
  path: '',
};
const LETTERS: StagedFile = { ...FILE, key: 'l', kind: 'dead-letters', rows: 1 };

/** Messages 11, 12 and 15 with five events, one of them refused; 13 and 14 are missing. */
const GOOD: BuiltBatch = {
  from: 11n,
  to: 15n,
  delivered: 3,
  events: 5,
  rows: 4,
  deadLetters: 1,
  gaps: [{ from: 13n, to: 14n, reason: 'log-gap' }],
  files: [FILE, LETTERS],
  closeReason: 'events',
  last: { sequence: 15n, sha256: '' },
  runs: [],
  decodeFingerprint: 'd',
  configFingerprint: 'c',
};

describe('coverageProblem', () => {
  it.each<[string, Partial<BuiltBatch>]>([
    ['messages and a gap between them', {}],
    ['a gap at the start', { gaps: [{ from: 11n, to: 12n, reason: 'retention' }] }],
    [
      'a gap at the end',
      { gaps: [{ from: 14n, to: 15n, reason: 'x' }], last: { sequence: 13n, sha256: '' } },
    ],
    [
      'nothing but gaps',
      {
        delivered: 0,
        events: 0,
        rows: 0,
        deadLetters: 0,
        files: [],
        last: undefined,
        gaps: [
          { from: 11n, to: 12n, reason: 'x' },
          { from: 13n, to: 15n, reason: 'y' },
        ],
      },
    ],
    [
      'a last message that was read and left out',
      { gaps: [{ from: 14n, to: 15n, reason: 'repeat' }] },
    ],
    [
      'nothing but messages that were left out',
      {
        ...{ delivered: 0, events: 0, rows: 0, deadLetters: 0, files: [] },
        gaps: [{ from: 11n, to: 15n, reason: 'own-publication' }],
      },
    ],
  ])('finds none in %s', (_, change) => {
    expect(coverageProblem(STATE, { ...GOOD, ...change })).toBeUndefined();
  });

  it.each<[string, Partial<BuiltBatch>, RegExp]>([
    ['a batch that begins too late', { from: 12n }, /begin at 11, was 12/],
    ['a batch that begins too early', { from: 10n }, /begin at 11, was 10/],
    ['an empty range', { to: 10n }, /expected a range/],
    ['a message too few', { delivered: 2 }, /expected 5 messages and gaps, was 2 messages and 2/],
    ['a gap outside', { gaps: [{ from: 15n, to: 16n, reason: 'x' }] }, /gaps inside 11 to 15/],
    ['a gap backwards', { gaps: [{ from: 14n, to: 13n, reason: 'x' }] }, /ascending gaps/],
    [
      'overlapping gaps',
      { gaps: [GOOD.gaps[0], { from: 14n, to: 14n, reason: 'x' }] },
      /ascending gaps/,
    ],
    ['an event too many', { events: 6 }, /expected 6 events, was 4 rows and 1 dead/],
    [
      'a message without an event',
      { delivered: 5, events: 4, rows: 3, gaps: [] },
      /each of 5 messages/,
    ],
    ['a file with a row too few', { files: [{ ...FILE, rows: 3 }, LETTERS] }, /expected 4 rows/],
    ['dead letters in no file', { files: [FILE] }, /1 dead letters in files/],
    ['a file twice', { files: [FILE, { ...LETTERS, key: 'k' }] }, /every file once/],
    [
      'a file without rows',
      { files: [FILE, LETTERS, { ...FILE, key: 'e', rows: 0 }] },
      /with rows/,
    ],
    ['another last message', { last: { sequence: 12n, sha256: '' } }, /to be 15, was 12/],
    ['no last message', { last: undefined }, /to be 15, was none/],
  ])('finds %s', (_, change, message) => {
    expect(coverageProblem(STATE, { ...GOOD, ...change })).toMatch(message);
  });
});

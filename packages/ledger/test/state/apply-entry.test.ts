import type { LedgerEntry } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { composeClaim, composeEpoch } from '../../src/protocol/compose-entry.js';
import { applyEntry } from '../../src/state/apply-entry.js';
import { emptyLedger, type LedgerState } from '../../src/state/ledger-state.js';
import { SOURCE } from '../support/scene.js';

const SHA = 'b'.repeat(64);

function begun(): LedgerState {
  const empty = emptyLedger('bronze', 'market');
  const claimed = applyEntry(empty, { entry: composeClaim(empty, 'w1'), sha256: SHA });
  const epoch = composeEpoch(claimed, 'w1', SOURCE, { verdict: 'new', reason: 'first' });
  return applyEntry(claimed, { entry: epoch, sha256: SHA });
}

describe('applyEntry', () => {
  it('counts claims, and gives the shard to the last one', () => {
    const state = begun();
    const next = applyEntry(state, { entry: composeClaim(state, 'w2'), sha256: SHA });
    expect(next).toMatchObject({ head: 3, fence: 2, owner: 'w2', committedTo: 0n });
  });

  const state = begun();
  const claim = composeClaim(state, 'w2');
  const intent: LedgerEntry = {
    ...claim,
    kind: 'intent',
    writer: 'w1',
    fence: 1,
    epoch: 1,
    range: { from: 1n, to: 3n },
    events: 3,
    messages: 3,
    decode_fingerprint: 'd',
    replaces: null,
    files: [],
  };
  it.each<[string, LedgerEntry, RegExp]>([
    ['a number is left out', { ...claim, number: 4 }, /expected number 3, was 4/],
    [
      'the hash of the one before differs',
      { ...claim, prev_sha256: 'c'.repeat(64) },
      /prev_sha256/,
    ],
    ['it is of another shard', { ...claim, shard: 'other' }, /bronze\/market, was bronze\/other/],
    ['a claim skips a fence', { ...claim, fence: 3 }, /expected fence 2, was 3/],
    [
      'its writer does not own the shard',
      { ...intent, writer: 'w0' },
      /expected writer w1, was w0/,
    ],
    ['its fence is not the owner’s', { ...intent, fence: 2 }, /expected fence 1, was 2/],
    [
      'an intent leaves a range out',
      { ...intent, range: { from: 2n, to: 3n } },
      /range.from 1, was 2/,
    ],
    ['an intent is of another epoch', { ...intent, epoch: 2 }, /expected epoch 1, was 2/],
  ])('throws BROKEN_CHAIN when %s', (_, entry, message) => {
    const broken = { code: 'BROKEN_CHAIN', message: expect.stringMatching(message) };
    expect(() => applyEntry(state, { entry, sha256: SHA })).toThrow(
      expect.objectContaining(broken),
    );
  });

  it('throws BROKEN_CHAIN for a second intent, and for an epoch over an open one', () => {
    const open = applyEntry(state, { entry: intent, sha256: SHA });
    const second = { ...intent, number: 4, prev_sha256: SHA };
    expect(() => applyEntry(open, { entry: second, sha256: SHA })).toThrow(
      /open intent none, was 3/,
    );
    const epoch = composeEpoch(
      open,
      'w1',
      { ...SOURCE, created: 'again' },
      { verdict: 'new', reason: 'recreated' },
    );
    expect(() => applyEntry(open, { entry: epoch, sha256: SHA })).toThrow(
      /open intent none, was 3/,
    );
  });
});

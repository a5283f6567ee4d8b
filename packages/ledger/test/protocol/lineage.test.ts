import { describe, expect, it } from 'vitest';
import type { SourceState } from '../../src/batch.js';
import { judgeLineage } from '../../src/protocol/lineage.js';
import { emptyLedger, type LedgerState } from '../../src/state/ledger-state.js';
import { SOURCE } from '../support/scene.js';

const STATE: LedgerState = {
  ...emptyLedger('bronze', 'market'),
  epoch: { epoch: 2, stream: 'market', created: 'once' },
  leftIncarnations: [{ created: 'before', committedTo: 40n, last: undefined }],
  committedTo: 100n,
};

describe('judgeLineage', () => {
  it('takes a shard without an epoch for a first one', () => {
    const state = emptyLedger('bronze', 'market');
    expect(judgeLineage(state, SOURCE)).toEqual({ verdict: 'new', reason: 'first' });
  });

  it.each<[string, Partial<SourceState>, object]>([
    ['more has come', {}, { verdict: 'same' }],
    ['nothing has come', { lastSequence: 100n }, { verdict: 'same' }],
    ['all of it was purged', { firstSequence: 101n, lastSequence: 100n }, { verdict: 'same' }],
    ['retention outran us', { firstSequence: 110n }, { verdict: 'outrun', from: 101n, to: 109n }],
    ['it lost its tail', { lastSequence: 99n }, { verdict: 'refuse' }],
    ['it is a new one', { created: 'again' }, { verdict: 'new', reason: 'recreated' }],
    [
      'it was left before, and goes on where it was left',
      { created: 'before' },
      { verdict: 'new', reason: 'returned', firstSequence: 41n },
    ],
    [
      'it was left before, and lost its tail',
      { created: 'before', lastSequence: 39n },
      { verdict: 'refuse' },
    ],
  ])('judges a log of which %s', (_, change, lineage) => {
    expect(judgeLineage(STATE, { ...SOURCE, ...change })).toMatchObject(lineage);
  });
});

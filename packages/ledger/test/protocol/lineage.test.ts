import { describe, expect, it } from 'vitest';
import type { SourceState } from '../../src/batch.js';
import type { Agreement } from '../../src/protocol/agreement.js';
import { judgeLineage } from '../../src/protocol/lineage.js';
import { emptyLedger, type LedgerState } from '../../src/state/ledger-state.js';
import { SOURCE } from '../support/scene.js';

const STATE: LedgerState = {
  ...emptyLedger('bronze', 'market'),
  epoch: { epoch: 2, stream: 'market', created: 'once', entry: 9, firstSequence: 1n },
  committedTo: 100n,
};

const last = { sequence: 60n, sha256: 'm60' };
const WHOLE: Agreement = { epoch: 2, to: 100n, last, isWhole: true, isCurrent: true };

describe('judgeLineage', () => {
  it('takes a shard without an epoch for a first one', () => {
    const state = emptyLedger('bronze', 'market');
    expect(judgeLineage(state, SOURCE, undefined)).toEqual({ verdict: 'new', reason: 'first' });
  });

  it.each<[string, Partial<SourceState>, Agreement | undefined, object]>([
    ['more has come', {}, WHOLE, { verdict: 'same' }],
    ['all was purged', { firstSequence: 101n, lastSequence: 100n }, WHOLE, { verdict: 'same' }],
    [
      'retention outran us',
      { firstSequence: 110n },
      WHOLE,
      { verdict: 'outrun', from: 101n, to: 109n },
    ],
    ['nothing is stored', {}, undefined, { verdict: 'new', reason: 'recreated' }],
    [
      'a tail was lost',
      {},
      { ...WHOLE, to: 60n, isWhole: false },
      { verdict: 'new', reason: 'rewound', continues: { epoch: 2, to: 60n, last } },
    ],
    [
      'an announced tail was lost, which is read again',
      {},
      { ...WHOLE, to: 105n, isWhole: false },
      { verdict: 'new', reason: 'rewound', continues: { epoch: 2, to: 100n, last: undefined } },
    ],
    [
      'another line is held to its end',
      {},
      { ...WHOLE, epoch: 1, to: 40n, isCurrent: false },
      { verdict: 'new', reason: 'returned', continues: { epoch: 1, to: 40n, last } },
    ],
    [
      'nobody can tell where the tail was lost',
      {},
      { ...WHOLE, to: 60n, isWhole: false, maybe: { from: 61n, to: 70n } },
      { verdict: 'new', reason: 'rewound', maybeTwice: { from: 61n, to: 70n } },
    ],
  ])('judges a log of which %s', (_, change, agreement, lineage) => {
    expect(judgeLineage(STATE, { ...SOURCE, ...change }, agreement)).toMatchObject(lineage);
  });
});

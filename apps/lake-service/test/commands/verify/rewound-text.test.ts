import type { Certificate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { rewoundText } from '../../../src/commands/verify/rewound-text.js';

type Epoch = Certificate['shards'][number]['epochs'][number];

function epoch(number: number, reason: Epoch['reason'], range: [bigint, bigint], more = {}): Epoch {
  return {
    epoch: number,
    stream: 'MARKET',
    stream_created: 'one',
    reason,
    first_seq: range[0],
    last_seq: range[1],
    messages: 0,
    events: 0,
    rows: 0,
    dead_letters: 0,
    events_lost: 0,
    gaps: [],
    maybe_twice: null,
    interior: 'proved',
    ...more,
  };
}

function textOf(...epochs: Epoch[]): string {
  const head = { number: 1, sha256: '' };
  const shard = { shard: 'MARKET', head, open_intent: null, epochs, lost_messages: 0n };
  return rewoundText({ shards: [shard] } as unknown as Certificate);
}

describe('rewoundText', () => {
  it('says which messages of which epoch a log lost, and from where it counted again', () => {
    expect(textOf(epoch(1, 'first', [1n, 20n]), epoch(2, 'rewound', [14n, 22n]))).toBe(
      'MARKET: its log lost messages 14 to 20 of epoch 1, which are stored here; ' +
        'from 14 on the log used their sequences again, for what is in epoch 2',
    );
  });

  it('goes back over several epochs, and names what may be there twice', () => {
    const text = textOf(
      epoch(1, 'first', [1n, 20n]),
      epoch(2, 'rewound', [14n, 22n]),
      epoch(3, 'rewound', [11n, 15n], { maybe_twice: { from: 11n, to: 12n } }),
    );
    expect(text.split('\n')[1]).toBe(
      'MARKET: its log lost messages 11 to 13 of epoch 1 and 14 to 22 of epoch 2, which are stored ' +
        'here; from 11 on the log used their sequences again, for what is in epoch 3; ' +
        '11 to 12 of it may be messages that were stored before',
    );
  });

  it('keeps incarnations of a log apart, and says nothing where none was rewound', () => {
    const other = { stream_created: 'two' };
    const first = epoch(1, 'first', [1n, 20n]);
    expect(textOf(first, epoch(2, 'recreated', [1n, 30n], other))).toBe('');
    const text = textOf(
      first,
      epoch(2, 'recreated', [1n, 30n], other),
      epoch(3, 'rewound', [19n, 21n]),
    );
    expect(text).toContain('lost messages 19 to 20 of epoch 1, which');
  });
});

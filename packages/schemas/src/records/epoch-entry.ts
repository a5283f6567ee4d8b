import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { count, gap, lastMessage, name, sequence } from './record-values.js';

/**
 * The log's lineage changed: sequences from here on count in a new epoch. The first epoch is declared
 * the same way.
 */
export const epochEntry = z.strictObject({
  ...entryHead('epoch'),
  epoch: count.min(1),
  /** The log's name in operators' words, and the identity of its incarnation. */
  stream: name,
  stream_created: name,
  /** The first sequence that belongs to the epoch. */
  first_seq: sequence,
  /**
   * `first`: the shard is new; `recreated`: an incarnation never seen; `returned`: one that was left,
   * connected again; `rewound`: the log lost its tail.
   */
  reason: z.enum(['first', 'recreated', 'returned', 'rewound']),
  /** Where the epoch before ends: what came after it there is declared lost. Null in the first. */
  left: z
    .strictObject({ epoch: count.min(1), seq_to: sequence, last: lastMessage.nullable() })
    .nullable(),
  /** Sequences of the new epoch that were gone before they could be read. */
  gaps: z.array(gap),
  /**
   * The epoch whose messages the log still holds up to `seq_to`, which is right before `first_seq`; `last`
   * is the message there, where it could be asked for. Null, or absent, for a log that holds none.
   */
  continues: z
    .strictObject({ epoch: count.min(1), seq_to: sequence, last: lastMessage.nullable() })
    .nullable()
    .optional(),
  /**
   * Sequences of the new epoch that may hold messages of the one it continues, because these were stored
   * without checks. Null, or absent, where the divergence is known to the message.
   */
  maybe_twice: z.strictObject({ from: sequence, to: sequence }).nullable().optional(),
});

export type EpochEntry = z.output<typeof epochEntry>;

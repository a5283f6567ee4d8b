import { z } from 'zod';
import { sha256Hex } from '../digests.js';
import { derivation } from './derivation.js';
import { LEDGER_FORMAT, LEDGER_TIERS } from './entry-head.js';
import { intentEntry } from './intent-entry.js';
import { badRecord, parseRecord, recordLine } from './record-line.js';
import { count, decimal, lastMessage, name, sequence, sha256, word } from './record-values.js';

/** What an epoch stored of a log, between two entries and up to a sequence. */
const stretch = z.strictObject({
  epoch: count.min(1),
  after: count,
  up_to: count,
  seq_to: sequence,
  last: lastMessage.nullable(),
});

/** The sum of all commits of a shard. */
const ledgerTotals = z.strictObject({
  commits: count,
  delivered: count,
  events: count,
  rows: count,
  dead_letters: count,
});

/**
 * What the entries up to `number` come to, for a start that need not read them. Advisory: one that is
 * absent, torn, of another format or not of this log is ignored, and the log is read from its start.
 */
const ledgerCheckpoint = z.strictObject({
  format: z.literal(LEDGER_FORMAT),
  tier: z.enum(LEDGER_TIERS),
  shard: name,
  /** The last entry that is folded in, and the SHA-256 of its bytes: by this the log is recognised. */
  number: count.min(1),
  head_sha256: sha256,
  state: z.strictObject({
    fence: count.min(1),
    owner: name,
    epoch: z
      .strictObject({
        epoch: count.min(1),
        stream: name,
        stream_created: name,
        entry: count.min(1),
        first_seq: sequence,
      })
      .nullable(),
    continued: z.array(stretch),
    left: z.array(z.strictObject({ stream_created: name, stretches: z.array(stretch) })),
    seq_to: sequence,
    last: lastMessage.nullable(),
    open_intent: intentEntry.nullable(),
    seal: z.strictObject({ reason: word, place: name, entry: count.min(1) }).nullable(),
    /** Of the last commit; absent for none. */
    derivation: derivation.optional(),
  }),
  /** Oldest commit first, as the run table forgets them. */
  runs: z.array(z.strictObject({ run: name, stored: z.array(z.tuple([decimal, decimal])).min(1) })),
  totals: ledgerTotals,
});

export type LedgerCheckpoint = z.output<typeof ledgerCheckpoint>;

const DIGEST = /,"sha256":"([0-9a-f]{64})"\}\n$/;

/** A checkpoint's bytes: one line of JSON, whose last field is the SHA-256 of the line without it. */
export function encodeLedgerCheckpoint(checkpoint: LedgerCheckpoint): Uint8Array {
  const line = recordLine(ledgerCheckpoint, checkpoint, 'checkpoint');
  const digest = sha256Hex(Buffer.from(line, 'utf8'));
  return Buffer.from(`${line.slice(0, -1)},"sha256":"${digest}"}\n`, 'utf8');
}

/** The checkpoint that bytes hold. Throws `BAD_RECORD` for what is none, or not as it was written. */
export function parseLedgerCheckpoint(bytes: Uint8Array, where: string): LedgerCheckpoint {
  const text = Buffer.from(bytes).toString('utf8');
  const digest = DIGEST.exec(text);
  if (digest === null) {
    throw badRecord(`${where}: expected a checkpoint that ends with its digest, was torn`);
  }
  const line = Buffer.from(`${text.slice(0, digest.index)}}`, 'utf8');
  const actual = sha256Hex(line);
  if (actual !== digest[1]) {
    throw badRecord(`${where}: expected bytes of SHA-256 ${digest[1]}, was ${actual}`);
  }
  return parseRecord(ledgerCheckpoint, line, where);
}

import { z } from 'zod';
import { count, name, sha256 } from './record-values.js';

/** The form that this release writes. Another form is refused, never guessed at. */
export const LEDGER_FORMAT = 1;

/** What the first entry of a log has as `prev_sha256`. */
export const NO_ENTRY_SHA256 = '0'.repeat(64);

/** The tiers whose files a ledger vouches for. */
export const LEDGER_TIERS = ['bronze', 'gold'] as const;

export type LedgerTier = (typeof LEDGER_TIERS)[number];

/** What every entry begins with. `kind` says which of the entries it is. */
export function entryHead<Kind extends string>(kind: Kind) {
  return {
    format: z.literal(LEDGER_FORMAT),
    kind: z.literal(kind),
    tier: z.enum(LEDGER_TIERS),
    shard: name,
    /** The entry's place in its log: 1, 2, 3 … */
    number: count.min(1),
    /** SHA-256 of the bytes of the entry before; 64 zeros in the first. */
    prev_sha256: sha256,
    /** Random identity of the writer that made the entry. */
    writer: name,
    /** How many claims the log holds by now: only the latest claim's writer may add entries. */
    fence: count.min(1),
  };
}

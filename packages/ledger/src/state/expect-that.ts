import type { LedgerEntry } from '@assay/schemas';
import { LedgerError } from '../errors.js';

export type Expected = string | number | bigint | boolean | undefined;

/** Throws `BROKEN_CHAIN` when an entry says something else than follows from those before it. */
export function expectThat(
  entry: LedgerEntry,
  what: string,
  expected: Expected,
  actual: Expected,
): void {
  if (expected !== actual) {
    throw new LedgerError(
      'BROKEN_CHAIN',
      `ledger ${entry.tier}/${entry.shard}, entry ${entry.number} (${entry.kind}): expected ${what} ` +
        `${expected ?? 'none'}, was ${actual ?? 'none'}: the commit log was altered, restore it ` +
        'from a copy',
    );
  }
}

import type { LedgerFold } from '../read/ledger-fold.js';

/** The lake in which a shard goes on, when it was moved away as a whole. */
export function movedTo({ state }: LedgerFold): string | undefined {
  return state.seal?.reason === 'moved' ? state.seal.place : undefined;
}

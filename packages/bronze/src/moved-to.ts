import type { LedgerFold } from '@assay/ledger';

/** The lake in which a shard goes on, when it was moved away as a whole. */
export function movedTo({ state }: LedgerFold): string | undefined {
  return state.seal?.reason === 'moved' ? state.seal.place : undefined;
}

import type { CommittedFile, LedgerFold, SealEntry } from '@assay/ledger';

type SealedFold = LedgerFold & {
  readonly seals?: readonly SealEntry[];
  readonly retiredFiles?: readonly { readonly key: string }[];
};
export type SealedFile = CommittedFile & { readonly sealedAt?: string };

/** Where a shard goes on, when its lake was moved away as a whole. */
export function movedTo(fold: LedgerFold): string | undefined {
  return (fold as SealedFold).seals?.find(({ reason }) => reason === 'moved')?.place;
}

/** Files that retention deleted. */
export function retiredFiles(fold: LedgerFold): readonly { readonly key: string }[] {
  return (fold as SealedFold).retiredFiles ?? [];
}

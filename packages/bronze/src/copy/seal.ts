import type { CommittedFile, LedgerPlace } from '@assay/ledger';

/** Who seals, where the files are, and which. */
export interface SealRequest {
  readonly writer: string;
  readonly place: string;
  readonly files: readonly CommittedFile[];
}

export async function sealArchived(
  place: LedgerPlace,
  request: SealRequest,
): Promise<readonly number[]> {
  throw new Error(`${place.shard} ${request.place}`);
}

import type { LedgerTier } from '@assay/ledger';
import type { CopyProblem } from './copy-problem.js';
import type { SourceShard } from './source-lake.js';

/** One shard of a copied lake. */
export interface CopiedShard {
  readonly tier: LedgerTier;
  readonly shard: string;
  /** The last entry that is at the destination, and its SHA-256. */
  readonly head: number;
  readonly headSha256: string;
}

/** Objects brought over, and those that were there already and read back as they should. */
export interface CopyCount {
  readonly copied: number;
  readonly present: number;
  /** Of both. */
  readonly bytes: number;
}

/** What a copy came to. */
export interface CopyReport {
  readonly from: string;
  readonly to: string;
  /** Everything committed is at the destination and was read back. */
  readonly complete: boolean;
  /** The source is sealed: nobody writes there any more, and readers follow to the destination. */
  readonly sealed: boolean;
  /** Times that the source's logs were read; more than one where a writer went on meanwhile. */
  readonly passes: number;
  /** Committed files, rows and dead letters. */
  readonly files: CopyCount;
  /** Catalogs, and what other tiers derived. */
  readonly records: CopyCount;
  /** Objects of commit logs that were brought over. */
  readonly entries: number;
  readonly shards: readonly CopiedShard[];
  readonly problems: readonly CopyProblem[];
}

export const NOTHING: CopyCount = { copied: 0, present: 0, bytes: 0 };

/** A report before anything was done. */
export function emptyReport(
  {
    from,
    to,
  }: { readonly from: { readonly root: string }; readonly to: { readonly root: string } },
  shards: readonly SourceShard[],
): CopyReport {
  return {
    from: from.root,
    to: to.root,
    complete: false,
    sealed: false,
    passes: 0,
    files: NOTHING,
    records: NOTHING,
    entries: 0,
    shards: shards.map(copiedShard),
    problems: [],
  };
}

export function copiedShard({ tier, shard, fold }: SourceShard): CopiedShard {
  const { head, headSha256 } = fold.state;
  return { tier, shard, head, headSha256 };
}

export function addCounts(one: CopyCount, other: CopyCount): CopyCount {
  return {
    copied: one.copied + other.copied,
    present: one.present + other.present,
    bytes: one.bytes + other.bytes,
  };
}

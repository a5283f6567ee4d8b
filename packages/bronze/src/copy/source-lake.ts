import {
  listShards,
  movedTo,
  readLedger,
  type CommittedFile,
  type LedgerFold,
  type LedgerTier,
} from '@assay/ledger';
import { LEDGER_TIERS } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';

/** One shard of a lake that is to be copied, as its log stands. */
export interface SourceShard {
  readonly tier: LedgerTier;
  readonly shard: string;
  readonly fold: LedgerFold;
}

/** Every shard of a lake, its whole log read and checked. Throws `NO_DATA` for what is no lake. */
export async function readShards(store: ObjectStore): Promise<readonly SourceShard[]> {
  const shards: SourceShard[] = [];
  for (const { tier, shard } of await listAllShards(store)) {
    shards.push({ tier, shard, fold: await readLedger({ store, tier, shard }) });
  }
  if (shards.length === 0) {
    throw new BronzeError(
      'NO_DATA',
      `${store.root}: expected a lake, was no commit log there: name the lake by DATA_ROOT`,
    );
  }
  return shards;
}

/** The shards of every tier that have a log. */
export async function listAllShards(
  store: ObjectStore,
): Promise<readonly Omit<SourceShard, 'fold'>[]> {
  const shards: Omit<SourceShard, 'fold'>[] = [];
  for (const tier of LEDGER_TIERS) {
    for (const shard of await listShards({ store, tier })) {
      shards.push({ tier, shard });
    }
  }
  return shards;
}

/**
 * Whether a shard was moved to a place. Throws `MOVED` when it was moved to another one.
 *
 * @param uri undefined: it should be where it is
 */
export function isMovedTo({ fold, shard }: SourceShard, uri: string | undefined): boolean {
  const place = movedTo(fold);
  if (place !== undefined && place !== uri) {
    throw new BronzeError(
      'MOVED',
      `shard ${shard}: expected to be in this lake, was moved to ${place}: ` +
        'name that lake by DATA_ROOT',
    );
  }
  return place !== undefined;
}

/** The committed files that a lake at `uri` has to hold: not those that are archived elsewhere. */
export function filesFor({ fold }: SourceShard, uri: string): readonly CommittedFile[] {
  return [...fold.files, ...fold.deadLetterFiles].filter(
    ({ sealedAt }) => sealedAt === undefined || sealedAt === uri,
  );
}

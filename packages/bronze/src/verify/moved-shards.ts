import { movedTo, readLedger } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';

/** What the lake that a shard was moved to says of a file that it does not hold. */
export type Whereabouts =
  /** Archived from there: it is at that place. */
  | { readonly kind: 'sealed'; readonly place: string }
  /** The whole shard was moved once more. */
  | { readonly kind: 'moved'; readonly place: string }
  | { readonly kind: 'retired' }
  | { readonly kind: 'unknown' };

interface MovedShard {
  readonly sealed: ReadonlyMap<string, string>;
  readonly retired: ReadonlySet<string>;
  readonly movedTo: string | undefined;
}

/**
 * The logs of shards at the places that they were moved to, each read once and only when asked for. They are
 * read to find files, not verified: that is done there.
 */
export class MovedShards {
  private readonly known = new Map<string, Promise<MovedShard>>();

  async whereabouts(store: ObjectStore, shard: string, key: string): Promise<Whereabouts> {
    const name = `${store.root} ${shard}`;
    const reading = this.known.get(name) ?? readMoved(store, shard);
    this.known.set(name, reading);
    const { sealed, retired, movedTo: next } = await reading;
    const place = sealed.get(key);
    if (retired.has(key)) {
      return { kind: 'retired' };
    }
    if (place !== undefined) {
      return { kind: 'sealed', place };
    }
    return next === undefined ? { kind: 'unknown' } : { kind: 'moved', place: next };
  }
}

async function readMoved(store: ObjectStore, shard: string): Promise<MovedShard> {
  const fold = await readLedger({ store, tier: 'bronze', shard });
  const files = [...fold.files, ...fold.deadLetterFiles];
  return {
    sealed: new Map(
      files.flatMap(({ key, sealedAt }) => (sealedAt === undefined ? [] : [[key, sealedAt]])),
    ),
    retired: new Set(fold.retiredFiles.map(({ key }) => key)),
    movedTo: movedTo(fold),
  };
}

import { listShards } from '@assay/ledger';
import { LEDGER_TIERS } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';
import { chainObjects, entrySha256 } from './chain-objects.js';
import { digestOf } from './read-object.js';
import type { SourceShard } from './source-lake.js';

/** Where a lake's committed files are. */
const DATA_FOLDERS = ['bronze/', '_dlq/'];

/**
 * Throws `NOT_A_COPY` unless the destination is empty or what an earlier copy of the same lake made, as
 * far as that came: every log there is the beginning of the source's, and every data file is one that
 * the source's logs list.
 */
export async function checkDestination(
  from: ObjectStore,
  to: ObjectStore,
  shards: readonly SourceShard[],
): Promise<void> {
  checkApart(from, to);
  for (const tier of LEDGER_TIERS) {
    for (const shard of await listShards({ store: to, tier })) {
      const own = shards.find((each) => each.tier === tier && each.shard === shard);
      if (own === undefined) {
        throw notACopy(to, `shard ${tier}/${shard}, which ${from.root} does not have`);
      }
      await checkChain(from, to, own);
    }
  }
  await checkFiles(to, shards);
}

/** Throws `BAD_REQUEST` when one place lies in the other: a lake would become part of itself. */
function checkApart({ root: one }: ObjectStore, { root: other }: ObjectStore): void {
  const holds = (outer: string, inner: string) => `${inner}/`.startsWith(`${outer}/`);
  if (holds(one, other) || holds(other, one)) {
    throw new BronzeError(
      'BAD_REQUEST',
      `${other}: expected a place apart from the lake ${one}, was one within the other: ` +
        'choose another place',
    );
  }
}

/**
 * Entries name the one before by its digest: with one in common, all before it are the same. The one
 * looked at is the last; an unfinished copy may lack some before it.
 */
async function checkChain(
  from: ObjectStore,
  to: ObjectStore,
  { tier, shard, fold }: SourceShard,
): Promise<void> {
  const ours = { tier, shard, store: from };
  const objects = await chainObjects({ ...ours, store: to });
  const reached = objects.toSorted((one, other) => one.last - other.last).at(-1);
  if (reached === undefined) {
    return;
  }
  const { key, first, last } = reached;
  if (last > fold.state.head) {
    throw notACopy(
      to,
      `${last} entries of ${tier}/${shard}, where ${from.root} has ${fold.state.head}: ` +
        'a writer went on there',
    );
  }
  const expected =
    first === last ? await entrySha256(ours, last) : (await digestOf(from, key))?.sha256;
  const found = (await digestOf(to, key))?.sha256;
  if (expected !== found) {
    throw notACopy(to, `another ${key} (SHA-256 ${found}, not ${expected})`);
  }
}

/** What no log of the source lists would be counted by whoever reads the folder with a glob. */
async function checkFiles(to: ObjectStore, shards: readonly SourceShard[]): Promise<void> {
  const known = new Set<string>();
  for (const { fold } of shards) {
    const { files, deadLetterFiles, retiredFiles, closedKeys } = fold;
    for (const { key } of [...files, ...deadLetterFiles, ...retiredFiles]) {
      known.add(key);
    }
    for (const key of closedKeys) {
      known.add(key);
    }
  }
  for (const folder of DATA_FOLDERS) {
    for await (const { key } of to.list(folder)) {
      if (!known.has(key)) {
        throw notACopy(to, key);
      }
    }
  }
}

function notACopy({ root }: ObjectStore, holds: string): BronzeError {
  return new BronzeError(
    'NOT_A_COPY',
    `${root}: expected an empty place, or an earlier copy of the same lake, was one that holds ` +
      `${holds}: choose another place`,
  );
}

import { listShards } from '@assay/ledger';
import {
  datasetFolder,
  DEAD_LETTER_COLUMNS,
  encodePartitionValue,
  type DatasetRegistry,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { CheckContext } from './check-context.js';
import { inspectFiles } from './inspect-files.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';

/**
 * What plain readers of a glob would read: every object of the Bronze tier and every dead letter of its
 * shards. Those of Gold's shards lie beside them, and Gold's logs say which they are.
 */
export async function listDataFiles(store: ObjectStore): Promise<Set<string>> {
  const keys = new Set<string>();
  const gold = await listShards({ store, tier: 'gold' });
  const foreign = gold.map((shard) => `_dlq/${encodePartitionValue(shard)}/`);
  for (const folder of ['bronze/', '_dlq/']) {
    for await (const { key } of store.list(folder)) {
      if (!foreign.some((prefix) => key.startsWith(prefix))) {
        keys.add(key);
      }
    }
  }
  return keys;
}

/**
 * Every file that lies in the tier's folders is committed, or announced by an open intent, or closes a
 * name that was given up (and then holds no row): anything else plain readers would count as data.
 *
 * @param listed taken before the logs were read, so that no file can be younger than its intent
 */
export async function checkGlob(
  context: CheckContext,
  shards: readonly ShardFacts[],
  listed: ReadonlySet<string>,
): Promise<void> {
  const { findings } = context;
  const open = new Set(
    shards.flatMap(({ openIntent }) =>
      [...(openIntent?.files ?? []), ...(openIntent?.adopted ?? [])].map(({ key }) => key),
    ),
  );
  for (const key of listed) {
    if (shards.some(({ files }) => files.has(key))) {
      continue;
    }
    if (open.has(key)) {
      findings.note('open-intent', key);
      continue;
    }
    const closed = shards.find(({ closedNames }) => closedNames.has(key));
    if (closed === undefined) {
      findings.problem('orphan-file', key, 'a file that a commit lists', 'one that none does');
    } else {
      await checkClosedName(context, key, closed.closedNames.get(key) ?? 0);
    }
  }
}

/**
 * Every committed file of the batches that were not opened is there. One that is not listed may have been
 * committed after the listing: the lake is asked again.
 */
export async function checkPresence(
  { store, findings }: CheckContext,
  { sealed, retired, movedTo }: ShardFacts,
  commits: readonly VerifiedCommit[],
  listed: ReadonlySet<string>,
): Promise<void> {
  for (const { key, bytes } of commits.flatMap(({ entry }) => entry.files)) {
    const isElsewhere = sealed.has(key) || retired.has(key) || movedTo !== undefined;
    if (!listed.has(key) && !isElsewhere && (await store.head(key)) === undefined) {
      findings.problem('file-missing', key, `a file of ${bytes} bytes`, 'none');
    }
  }
}

/**
 * Files that are here although the log says that they are not. Of a retired one plain readers count rows that
 * nothing vouches for any more; an archive may leave what it took. A lake that was moved keeps its files.
 */
export async function checkLeftHere(
  { store, findings }: CheckContext,
  { files, sealed, retired, movedTo }: ShardFacts,
  listed: ReadonlySet<string>,
): Promise<void> {
  for (const key of retired) {
    // It may have been retired, and deleted, after the listing.
    const here = files.has(key) && listed.has(key) ? await store.head(key) : undefined;
    if (here !== undefined) {
      findings.problem('retired-file', key, 'none, for it was retired', `${here.bytes} bytes`);
    }
  }
  for (const key of movedTo === undefined ? sealed.keys() : []) {
    if (listed.has(key) && !retired.has(key)) {
      findings.note('sealed-here', key);
    }
  }
}

/** A name that will never be committed may hold a file without rows: it keeps late writers out. */
async function checkClosedName(context: CheckContext, key: string, intent: number): Promise<void> {
  const { findings, fetcher, store, pool } = context;
  const fetched = await fetcher.fetch(store, key);
  if (fetched === undefined) {
    return;
  }
  const expected = `a file without rows, for intent ${intent} was given up`;
  try {
    const [file] = await pool.use((session) =>
      inspectFiles(session, { kind: 'unknown' }, [fetched.path]),
    );
    const columns = columnsOf(context.registry, key);
    if (file.rows > 0) {
      findings.problem('foreign-file', key, expected, `${file.rows} rows`);
    } else if (columns?.some((name) => !file.columns.includes(name)) === true) {
      findings.problem('foreign-file', key, expected, `other columns: ${file.columns.join(', ')}`);
    } else {
      findings.note('closed-name', key);
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    findings.problem('foreign-file', key, expected, words);
  } finally {
    await fetched.release();
  }
}

/** The columns that a file needs so that it disturbs no reader of the glob. */
function columnsOf(registry: DatasetRegistry, key: string): string[] | undefined {
  if (key.startsWith('_dlq/')) {
    return DEAD_LETTER_COLUMNS.filter(({ nullable }) => !nullable).map(({ name }) => name);
  }
  const dataset = registry.all.find((each) => key.startsWith(`${datasetFolder(each, 'bronze')}/`));
  return dataset?.columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
}

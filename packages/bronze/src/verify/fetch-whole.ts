import type { FileRecord } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { CheckContext } from './check-context.js';
import type { FetchedFile } from './fetch-file.js';
import type { Whereabouts } from './moved-shards.js';
import { Findings } from './problem.js';
import type { ShardFacts } from './shard-facts.js';

/**
 * A committed file with the committed bytes, from where it is: in this lake, at the place that a seal names
 * (then it is looked at there too), or where its shard was moved to. Undefined when there is none.
 *
 * @param problems whether what is wrong with it is to be reported, or is known already
 */
export async function fetchWhole(
  context: CheckContext,
  facts: ShardFacts,
  file: FileRecord,
  problems: 'report' | 'known' = 'report',
): Promise<FetchedFile | undefined> {
  const findings = problems === 'report' ? context.findings : new Findings();
  if (facts.retired.has(file.key)) {
    findings.note('retired', file.key);
    return undefined;
  }
  const looking = { ...context, findings };
  const here = await fetchFrom(looking, context.store, file, '');
  const place = facts.sealed.get(file.key) ?? (here === 'none' ? facts.movedTo : undefined);
  if (place === undefined) {
    if (here === 'none') {
      findings.problem('file-missing', file.key, `a file of ${file.bytes} bytes`, 'none');
    }
    return typeof here === 'string' ? undefined : here;
  }
  const there =
    place === facts.movedTo
      ? await fetchMoved(looking, facts.shard, place, file)
      : await fetchAt(looking, place, file);
  if (typeof here === 'string') {
    return there;
  }
  await there?.release();
  return here;
}

/** The file at a place that a seal names. */
async function fetchAt(
  context: CheckContext,
  place: string,
  file: FileRecord,
): Promise<FetchedFile | undefined> {
  const store = await openPlace(context, place, file);
  if (store === undefined) {
    return undefined;
  }
  context.findings.note('sealed', file.key);
  const there = await fetchFrom(context, store, file, ` at ${place}`);
  if (there === 'none') {
    missingAt(context, place, file);
  }
  return typeof there === 'string' ? undefined : there;
}

/**
 * The file of a shard that went on elsewhere: at that place, or where the log of that place says it is, for
 * it may have been archived or deleted from there.
 *
 * @param passed the places that it was moved through
 */
async function fetchMoved(
  context: CheckContext,
  shard: string,
  place: string,
  file: FileRecord,
  passed: readonly string[] = [],
): Promise<FetchedFile | undefined> {
  const store = await openPlace(context, place, file);
  if (store === undefined) {
    return undefined;
  }
  const there = await fetchFrom(context, store, file, ` at ${place}`);
  if (there !== 'none') {
    context.findings.note('sealed', file.key);
    return there === 'altered' ? undefined : there;
  }
  let now: Whereabouts;
  try {
    now = await context.movedShards.whereabouts(store, shard, file.key);
  } catch (error) {
    unreadableAt(context, place, file, error);
    return undefined;
  }
  if (now.kind === 'retired') {
    context.findings.note('retired', file.key);
    return undefined;
  }
  if (now.kind === 'sealed') {
    return fetchAt(context, now.place, file);
  }
  if (now.kind === 'moved' && !passed.includes(now.place)) {
    return fetchMoved(context, shard, now.place, file, [...passed, place]);
  }
  missingAt(context, place, file);
  return undefined;
}

/** Undefined when it is not to be looked at, or cannot be: that is reported. */
async function openPlace(
  context: CheckContext,
  place: string,
  file: FileRecord,
): Promise<ObjectStore | undefined> {
  if (!context.followSeals) {
    context.findings.note('sealed-not-read', file.key);
    return undefined;
  }
  try {
    return await context.places.at(place);
  } catch (error) {
    unreadableAt(context, place, file, error);
    return undefined;
  }
}

function unreadableAt(
  { findings }: CheckContext,
  place: string,
  { key }: FileRecord,
  error: unknown,
): void {
  const words = error instanceof Error ? error.message : String(error);
  findings.problem('sealed-unreadable', key, `to be read at ${place}`, words);
}

function missingAt({ findings }: CheckContext, place: string, { key, bytes }: FileRecord): void {
  findings.problem('file-missing', key, `a file of ${bytes} bytes at ${place}`, 'none');
}

/** @param at where that is, for a person; empty for the lake itself */
async function fetchFrom(
  { fetcher, findings }: CheckContext,
  store: ObjectStore,
  { key, bytes, sha256 }: FileRecord,
  at: string,
): Promise<FetchedFile | 'none' | 'altered'> {
  const fetched = await fetcher.fetch(store, key);
  if (fetched === undefined) {
    return 'none';
  }
  if (fetched.bytes === bytes && fetched.sha256 === sha256) {
    return fetched;
  }
  const was = `${fetched.bytes} bytes, ${fetched.sha256}`;
  findings.problem('file-altered', key, `${bytes} bytes with SHA-256 ${sha256}${at}`, was);
  await fetched.release();
  return 'altered';
}

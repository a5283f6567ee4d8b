import type { FileRecord } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { CheckContext } from './check-context.js';
import type { FetchedFile } from './fetch-file.js';
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
  const there = await fetchAt(looking, place, file);
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
  const { findings } = context;
  const { key, bytes } = file;
  if (!context.followSeals) {
    findings.note('sealed-not-read', key);
    return undefined;
  }
  let store: ObjectStore;
  try {
    store = await context.places.at(place);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    findings.problem('sealed-unreadable', key, `to be read at ${place}`, words);
    return undefined;
  }
  findings.note('sealed', key);
  const there = await fetchFrom(context, store, file, ` at ${place}`);
  if (there === 'none') {
    findings.problem('file-missing', key, `a file of ${bytes} bytes at ${place}`, 'none');
  }
  return typeof there === 'string' ? undefined : there;
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

import type { FileRecord } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { CheckContext } from './check-context.js';
import type { FetchedFile } from './fetch-file.js';
import { Findings } from './problem.js';
import type { ShardFacts } from './shard-facts.js';

/**
 * A committed file, when it is where it should be and has the committed bytes; else undefined.
 *
 * @param problems whether what is wrong with it is to be reported, or is known already
 */
export async function fetchWhole(
  context: CheckContext,
  facts: ShardFacts,
  { key, bytes, sha256 }: FileRecord,
  problems: 'report' | 'known' = 'report',
): Promise<FetchedFile | undefined> {
  const findings = problems === 'report' ? context.findings : new Findings();
  if (facts.retired.has(key)) {
    findings.note('retired', key);
    return undefined;
  }
  const place = facts.sealed.get(key);
  const store = await storeOf({ ...context, findings }, key, place);
  if (store === undefined) {
    return undefined;
  }
  const fetched = await context.fetcher.fetch(store, key);
  const at = place === undefined ? '' : ` at ${place}`;
  if (fetched === undefined) {
    findings.problem('file-missing', key, `a file of ${bytes} bytes${at}`, 'none');
    return undefined;
  }
  if (fetched.bytes !== bytes || fetched.sha256 !== sha256) {
    const was = `${fetched.bytes} bytes, ${fetched.sha256}`;
    findings.problem('file-altered', key, `${bytes} bytes with SHA-256 ${sha256}${at}`, was);
    await fetched.release();
    return undefined;
  }
  return fetched;
}

async function storeOf(
  { store, places, findings, followSeals }: CheckContext,
  key: string,
  place: string | undefined,
): Promise<ObjectStore | undefined> {
  if (place === undefined) {
    return store;
  }
  if (!followSeals) {
    findings.note('sealed-not-read', key);
    return undefined;
  }
  try {
    const sealed = await places.at(place);
    findings.note('sealed', key);
    return sealed;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    findings.problem('sealed-unreadable', key, `to be read at ${place}`, words);
    return undefined;
  }
}

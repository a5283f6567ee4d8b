import type { FileRecord, RunProgress } from '@assay/ledger';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Places } from '../places.js';
import type { SessionPool } from '../session-pool.js';
import { positionProblems, type FilePositions } from './commit-positions.js';
import type { FetchedFile, FileFetcher } from './fetch-file.js';
import { fileDisagreements } from './file-agreement.js';
import { inspectFiles, type FileForm, type InspectedFile } from './inspect-files.js';
import { Findings } from './problem.js';
import { runsDisagreement } from './runs.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';

/** What checking files needs. */
export interface CheckContext {
  readonly store: ObjectStore;
  readonly places: Places;
  readonly registry: DatasetRegistry;
  readonly pool: SessionPool;
  readonly fetcher: FileFetcher;
  readonly findings: Findings;
  /** Whether files are looked at where seals say they are. */
  readonly followSeals: boolean;
  /** Called for each file that has been looked at. */
  readonly onFile: () => void;
}

/** A commit that was opened. */
export interface CheckedCommit {
  readonly facts: ShardFacts;
  readonly commit: VerifiedCommit;
  /** Its dead letters by the dataset that they were taken for; '' when for none. */
  readonly letters: ReadonlyMap<string, number>;
}

/** Files looked at together: they are open at the same time. */
const FILES_AT_ONCE = 64;

/** A file of the commit whose bytes are those that were committed. */
interface WholeFile {
  readonly record: FileRecord;
  readonly fetched: FetchedFile;
}

/** Checks every file of a commit, and that together they hold its range exactly once. */
export async function checkCommit(
  context: CheckContext,
  facts: ShardFacts,
  commit: VerifiedCommit,
): Promise<CheckedCommit> {
  const { findings } = context;
  const { entry, key } = commit;
  const positions: FilePositions[] = [];
  const letters = new Map<string, number>();
  const runs: RunProgress[] = [];
  for (const group of groupedByDataset(entry.files)) {
    for (const { key: file, inspected } of await checkGroup(context, facts, commit, group)) {
      positions.push({ key: file, positions: inspected.positions });
      runs.push(...inspected.runs);
      addLetters(letters, inspected);
    }
  }
  // With a file missing or damaged every one of its rows would be reported missing as well.
  if (positions.length === entry.files.length) {
    const disagreement = runsDisagreement(entry, runs);
    if (disagreement !== undefined) {
      findings.problem('coverage', key, disagreement.expected, disagreement.was);
    }
    for (const { object, expected, was } of positionProblems(key, entry, positions)) {
      findings.problem('positions', object, expected, was);
    }
  }
  return { facts, commit, letters };
}

function addLetters(letters: Map<string, number>, { content }: InspectedFile): void {
  if (content?.kind === 'dead-letters') {
    for (const [dataset, count] of content.byDataset) {
      letters.set(dataset, (letters.get(dataset) ?? 0) + count);
    }
  }
}

function groupedByDataset(files: readonly FileRecord[]): FileRecord[][] {
  const groups: FileRecord[][] = [];
  const open = new Map<string, FileRecord[]>();
  for (const file of files) {
    let group = open.get(file.dataset);
    if (group === undefined || group.length === FILES_AT_ONCE) {
      group = [];
      groups.push(group);
      open.set(file.dataset, group);
    }
    group.push(file);
  }
  return groups;
}

async function checkGroup(
  context: CheckContext,
  facts: ShardFacts,
  commit: VerifiedCommit,
  records: readonly FileRecord[],
): Promise<{ key: string; inspected: InspectedFile }[]> {
  const { findings, registry } = context;
  const whole: WholeFile[] = [];
  try {
    for (const record of records) {
      const fetched = await fetchWhole(context, facts, record);
      if (fetched !== undefined) {
        whole.push({ record, fetched });
      }
    }
    if (whole.length === 0) {
      return [];
    }
    const contents = await inspectEach(context, whole);
    return whole.flatMap(({ record }, index) => {
      const inspected = contents[index];
      if (inspected === undefined) {
        return [];
      }
      const { key } = record;
      for (const { expected, was } of fileDisagreements(
        commit.entry,
        record,
        inspected,
        registry,
      )) {
        findings.problem('file-content', key, expected, was);
      }
      return [{ key, inspected }];
    });
  } finally {
    await Promise.all(whole.map(({ fetched }) => fetched.release()));
    records.forEach(() => {
      context.onFile();
    });
  }
}

/**
 * The file, when it is where it should be and has the committed bytes; else undefined.
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

/** Looks at all of them at once; when that fails at each alone, to name the one that cannot be read. */
async function inspectEach(
  { pool, registry, findings }: CheckContext,
  files: readonly WholeFile[],
): Promise<(InspectedFile | undefined)[]> {
  const form = formOf(registry, files[0].record);
  if (form.kind === 'unknown') {
    findings.note('unknown-dataset', files[0].record.key, files.length);
  }
  const paths = files.map(({ fetched }) => fetched.path);
  return pool.use(async (session) => {
    try {
      return await inspectFiles(session, form, paths);
    } catch {
      const alone: (InspectedFile | undefined)[] = [];
      for (const { record, fetched } of files) {
        try {
          alone.push(...(await inspectFiles(session, form, [fetched.path])));
        } catch (error) {
          const words = error instanceof Error ? error.message : String(error);
          findings.problem('file-unreadable', record.key, 'a Parquet file of Bronze', words);
          alone.push(undefined);
        }
      }
      return alone;
    }
  });
}

function formOf({ all }: DatasetRegistry, { kind, dataset: id }: FileRecord): FileForm {
  if (kind === 'dead-letters') {
    return { kind };
  }
  const dataset = all.find((each) => each.id === id);
  return dataset === undefined ? { kind: 'unknown' } : { kind, dataset };
}

import type { FileRecord } from '@assay/ledger';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Places } from '../places.js';
import type { SessionPool } from '../session-pool.js';
import { positionProblems, type FilePositions } from './commit-positions.js';
import type { FetchedFile, FileFetcher } from './fetch-file.js';
import { fileDisagreements } from './file-agreement.js';
import { inspectFiles, type InspectedFile } from './inspect-files.js';
import type { Findings } from './problem.js';
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
): Promise<void> {
  const { findings } = context;
  const { entry, key } = commit;
  const positions: FilePositions[] = [];
  const groups = groupedByDataset(entry.files);
  for (const group of groups) {
    positions.push(...(await checkGroup(context, facts, commit, group)));
  }
  // With a file missing or damaged every one of its rows would be reported missing as well.
  if (positions.length === entry.files.length) {
    for (const { object, expected, was } of positionProblems(key, entry, positions)) {
      findings.problem('positions', object, expected, was);
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
): Promise<FilePositions[]> {
  const { findings, registry } = context;
  const whole: WholeFile[] = [];
  try {
    for (const record of records) {
      const fetched = await fetchWhole(context, facts, record);
      if (fetched !== undefined) {
        whole.push({ record, fetched });
      }
    }
    const [first] = whole;
    if (first === undefined) {
      return [];
    }
    const inspected = await inspectEach(context, first.record.dataset, whole);
    return whole.flatMap(({ record: file }, index) => {
      const content = inspected[index];
      if (content === undefined) {
        return [];
      }
      for (const { expected, was } of fileDisagreements(commit.entry, file, content, registry)) {
        findings.problem('file-content', file.key, expected, was);
      }
      return [{ key: file.key, positions: content.positions }];
    });
  } finally {
    await Promise.all(whole.map(({ fetched }) => fetched.release()));
    records.forEach(() => {
      context.onFile();
    });
  }
}

/** The file, when it is where it should be and has the committed bytes; else the problem is reported. */
async function fetchWhole(
  context: CheckContext,
  facts: ShardFacts,
  { key, bytes, sha256 }: FileRecord,
): Promise<FetchedFile | undefined> {
  const { findings } = context;
  if (facts.retired.has(key)) {
    return undefined;
  }
  const place = facts.sealed.get(key);
  const store = await storeOf(context, key, place);
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
  datasetId: string,
  files: readonly WholeFile[],
): Promise<(InspectedFile | undefined)[]> {
  const dataset = registry.all.find(({ id }) => id === datasetId);
  const paths = files.map(({ fetched }) => fetched.path);
  return pool.use(async (session) => {
    try {
      return await inspectFiles(session, dataset, paths);
    } catch {
      const alone: (InspectedFile | undefined)[] = [];
      for (const { record, fetched } of files) {
        try {
          alone.push(...(await inspectFiles(session, dataset, [fetched.path])));
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

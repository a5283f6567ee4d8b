import { inLanes, type FileRecord } from '@assay/ledger';
import type { DatasetRegistry } from '@assay/schemas';
import type { CheckContext } from './check-context.js';
import type { FetchedFile } from './fetch-file.js';
import { fetchWhole } from './fetch-whole.js';
import { fileDisagreements } from './file-agreement.js';
import { inspectFiles, type FileForm, type InspectedFile } from './inspect-files.js';
import type { ListedFile, ShardFacts } from './shard-facts.js';

/** A file that is to be looked at. */
export interface FileToCheck extends ListedFile {
  readonly facts: ShardFacts;
}

/** Files looked at by one statement of an engine: they are open at the same time. */
const FILES_AT_ONCE = 64;

/** Files fetched side by side. */
const FETCHES = 4;

/**
 * Checks files one by one: bytes, footer, and that rows, name and commit agree. Gives what is in those
 * that can be read; what is wrong is reported.
 */
export async function checkFiles(
  context: CheckContext,
  files: readonly FileToCheck[],
): Promise<Map<FileRecord, InspectedFile>> {
  const contents = new Map<FileRecord, InspectedFile>();
  for (const group of groupedByForm(files)) {
    await checkGroup(context, group, contents);
  }
  return contents;
}

function groupedByForm(files: readonly FileToCheck[]): FileToCheck[][] {
  const groups: FileToCheck[][] = [];
  const open = new Map<string, FileToCheck[]>();
  for (const each of files) {
    const form = `${each.file.kind} ${each.file.dataset}`;
    let group = open.get(form);
    if (group === undefined || group.length === FILES_AT_ONCE) {
      group = [];
      groups.push(group);
      open.set(form, group);
    }
    group.push(each);
  }
  return groups;
}

/** A file whose bytes are those that were committed. */
interface WholeFile extends FileToCheck {
  readonly fetched: FetchedFile;
}

async function checkGroup(
  context: CheckContext,
  files: readonly FileToCheck[],
  contents: Map<FileRecord, InspectedFile>,
): Promise<void> {
  const { findings, registry, onFile } = context;
  const whole: WholeFile[] = [];
  const fetch = async (each: FileToCheck) => {
    const fetched = await fetchWhole(context, each.facts, each.file);
    if (fetched !== undefined) {
      whole.push({ ...each, fetched });
    }
  };
  try {
    await inLanes(
      FETCHES,
      files.map((each) => () => fetch(each)),
    );
    const inspected = whole.length === 0 ? [] : await inspectEach(context, whole);
    for (const [index, { file, commit }] of whole.entries()) {
      const content = inspected[index];
      if (content !== undefined) {
        for (const { expected, was } of fileDisagreements(commit.entry, file, content, registry)) {
          findings.problem('file-content', file.key, expected, was);
        }
        contents.set(file, content);
      }
    }
  } finally {
    await Promise.all(whole.map(({ fetched }) => fetched.release()));
    files.forEach(onFile);
  }
}

/** Looks at all of them at once; when that fails at each alone, to name the one that cannot be read. */
async function inspectEach(
  { pool, registry, findings }: CheckContext,
  files: readonly WholeFile[],
): Promise<(InspectedFile | undefined)[]> {
  const form = formOf(registry, files[0].file);
  if (form.kind === 'unknown') {
    findings.note('unknown-dataset', files[0].file.key, files.length);
  }
  const paths = files.map(({ fetched }) => fetched.path);
  return pool.use(async (session) => {
    try {
      return await inspectFiles(session, form, paths);
    } catch {
      const alone: (InspectedFile | undefined)[] = [];
      for (const { file, fetched } of files) {
        try {
          alone.push(...(await inspectFiles(session, form, [fetched.path])));
        } catch (error) {
          const words = error instanceof Error ? error.message : String(error);
          findings.problem('file-unreadable', file.key, 'a Parquet file of Bronze', words);
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

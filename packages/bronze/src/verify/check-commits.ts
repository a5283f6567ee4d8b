import type { FileRecord, RunProgress } from '@assay/ledger';
import type { CheckContext } from './check-context.js';
import { checkFiles } from './check-files.js';
import { positionProblems } from './commit-positions.js';
import type { InspectedFile } from './inspect-files.js';
import { runsDisagreement } from './runs.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';

/** A commit that is to be opened. */
export interface ChosenCommit {
  readonly facts: ShardFacts;
  readonly commit: VerifiedCommit;
}

/** A commit that was opened. */
export interface CheckedCommit extends ChosenCommit {
  /** Its dead letters by the dataset that they were taken for; '' when for none. */
  readonly letters: ReadonlyMap<string, number>;
  /** Its files that were opened and could be read. */
  readonly filesOpened: number;
}

/** Commits opened together: the positions of their rows are in memory, 8 bytes each. */
const FILES_TOGETHER = 128;
const ROWS_TOGETHER = 1_000_000;

/** Commits in portions that are opened together; one that is large is a portion of its own. */
export function portionsOf(commits: readonly ChosenCommit[]): ChosenCommit[][] {
  const portions: ChosenCommit[][] = [];
  let files = 0;
  let rows = 0;
  for (const chosen of commits) {
    const { entry } = chosen.commit;
    const open = portions.at(-1);
    files += entry.files.length;
    rows += entry.events;
    if (open === undefined || files > FILES_TOGETHER || rows > ROWS_TOGETHER) {
      portions.push([chosen]);
      files = entry.files.length;
      rows = entry.events;
    } else {
      open.push(chosen);
    }
  }
  return portions;
}

/** Checks every file of some commits, and that each holds its range exactly once. */
export async function checkCommits(
  context: CheckContext,
  commits: readonly ChosenCommit[],
): Promise<CheckedCommit[]> {
  const contents = await checkFiles(
    context,
    commits.flatMap(({ facts, commit }) =>
      commit.entry.files.map((file) => ({ facts, commit, file })),
    ),
  );
  return commits.map(({ facts, commit }) => {
    checkWhole(context, commit, contents);
    const filesOpened = commit.entry.files.filter((file) => contents.has(file)).length;
    return { facts, commit, letters: lettersOf(commit, contents), filesOpened };
  });
}

function checkWhole(
  { findings }: CheckContext,
  { entry, key, isCompleted }: VerifiedCommit,
  contents: ReadonlyMap<FileRecord, InspectedFile>,
): void {
  const files = entry.files.flatMap((file) => {
    const content = contents.get(file);
    return content === undefined ? [] : [{ key: file.key, ...content }];
  });
  // With a file missing or damaged every one of its rows would be reported missing as well.
  if (files.length < entry.files.length) {
    return;
  }
  for (const { object, expected, was } of positionProblems(key, entry, files)) {
    findings.problem('positions', object, expected, was);
  }
  if (isCompleted) {
    // What was completed beside adopted files knows the runs of less than all of it.
    return;
  }
  const runs: RunProgress[] = files.flatMap((file) => file.runs);
  const disagreement = runsDisagreement(entry, runs);
  if (disagreement !== undefined) {
    findings.problem('coverage', key, disagreement.expected, disagreement.was);
  }
}

function lettersOf(
  { entry }: VerifiedCommit,
  contents: ReadonlyMap<FileRecord, InspectedFile>,
): Map<string, number> {
  const letters = new Map<string, number>();
  for (const file of entry.files) {
    const content = contents.get(file)?.content;
    if (content?.kind === 'dead-letters') {
      for (const [dataset, count] of content.byDataset) {
        letters.set(dataset, (letters.get(dataset) ?? 0) + count);
      }
    }
  }
  return letters;
}

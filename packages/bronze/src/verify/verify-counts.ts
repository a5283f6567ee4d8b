import type { CheckedCommit } from './check-commits.js';
import type { ShardFacts } from './shard-facts.js';

/** How much there is, and how much of it was looked at. */
export interface VerifyCounts {
  readonly shards: number;
  readonly entries: number;
  readonly commits: number;
  /** Batches of which a file was opened. */
  readonly commitsOpened: number;
  /** Files that commits list, and those that were opened and could be read. */
  readonly files: number;
  readonly filesOpened: number;
  /** What commits say, and what was proved: that of batches whose files were all opened. */
  readonly rows: number;
  readonly rowsProved: number;
  readonly deadLetters: number;
  readonly deadLettersProved: number;
}

/** @param checked the batches that were to be opened */
export function countsOf(
  shards: readonly ShardFacts[],
  checked: readonly CheckedCommit[],
): VerifyCounts {
  const all = shards.flatMap(({ commits }) => commits);
  const whole = checked.filter(
    ({ commit, filesOpened }) => filesOpened === commit.entry.files.length,
  );
  const { rows, deadLetters } = eventsOf(all);
  const proved = eventsOf(whole.map(({ commit }) => commit));
  return {
    shards: shards.length,
    entries: shards.reduce((sum, { head }) => sum + head.number, 0),
    commits: all.length,
    commitsOpened: checked.filter(({ filesOpened }) => filesOpened > 0).length,
    files: all.reduce((sum, { entry }) => sum + entry.files.length, 0),
    filesOpened: checked.reduce((sum, { filesOpened }) => sum + filesOpened, 0),
    rows,
    rowsProved: proved.rows,
    deadLetters,
    deadLettersProved: proved.deadLetters,
  };
}

function eventsOf(commits: ShardFacts['commits']): { rows: number; deadLetters: number } {
  const sum = (of: (entry: ShardFacts['commits'][number]['entry']) => number) =>
    commits.reduce((total, { entry }) => total + of(entry), 0);
  return {
    rows: sum(({ rows }) => rows),
    deadLetters: sum(({ dead_letters: letters }) => letters),
  };
}

import type { CommitEntry } from '@assay/schemas';
import { recordedPositions, type World } from './world.js';

/**
 * What must hold in every reachable state, judged from the raw log and the files alone; the first
 * violation in words, or undefined. Nothing here uses the protocol's own fold.
 */
export function violation(world: World): string | undefined {
  return violationForLogReaders(world) ?? violationForGlobReaders(world);
}

/** The commits' files cover 1 to the last committed sequence exactly once, and exist as recorded. */
function violationForLogReaders({ log, files }: World): string | undefined {
  const seen = new Set<number>();
  let committedTo = 0;
  for (const commit of commitsOf(log)) {
    committedTo = Math.max(committedTo, Number(commit.seq_to));
    for (const record of commit.files) {
      const stored = files.get(record.key);
      if (stored?.sha256 !== record.sha256) {
        return `log: ${record.key} is committed as ${record.sha256}, is ${stored?.sha256 ?? 'absent'}`;
      }
      for (const position of recordedPositions(record)) {
        if (seen.has(position)) {
          return `log: message ${position} is committed twice`;
        }
        seen.add(position);
      }
    }
  }
  for (let position = 1; position <= committedTo; position += 1) {
    if (!seen.has(position)) {
      return `log: message ${position} is not stored, though ${committedTo} is committed`;
    }
  }
  return undefined;
}

/** No message is in two files; with no intent open, the files are exactly the committed ones. */
function violationForGlobReaders({ log, files }: World): string | undefined {
  const seen = new Set<number>();
  for (const [key, { positions }] of files) {
    for (const position of positions) {
      if (seen.has(position)) {
        return `glob: message ${position} is in ${key} and in another file`;
      }
      seen.add(position);
    }
  }
  if (hasOpenIntent(log)) {
    return undefined;
  }
  const committed = new Set(commitsOf(log).flatMap((commit) => commit.files.map(({ key }) => key)));
  const orphan = [...files.keys()].find((key) => !committed.has(key));
  return orphan === undefined ? undefined : `glob: ${orphan} is in no commit and no open intent`;
}

function hasOpenIntent(log: World['log']): boolean {
  const last = log.findLast(({ entry }) => entry.kind === 'intent' || entry.kind === 'commit');
  return last?.entry.kind === 'intent';
}

function commitsOf(log: World['log']): CommitEntry[] {
  return log.flatMap(({ entry }) => (entry.kind === 'commit' ? [entry] : []));
}

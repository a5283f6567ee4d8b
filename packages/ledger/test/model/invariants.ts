import type { CommitEntry } from '@assay/schemas';
import { LOGS, recordedPositions, type ModelWriter, type World } from './world.js';

/**
 * What must hold in every reachable state, judged from the raw log and the files alone; the first
 * violation in words, or undefined. Nothing here uses the protocol's own fold.
 */
export function violation(world: World): string | undefined {
  return violationForLogReaders(world) ?? violationForGlobReaders(world);
}

/**
 * The commits' files cover each event log from 1 to its last committed sequence exactly once, and exist
 * as recorded.
 */
function violationForLogReaders({ log, files }: World): string | undefined {
  const seen = new Set<string>();
  for (const commit of commitsOf(log)) {
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
  for (const name of LOGS) {
    const committedTo = storedTo(log, name);
    for (let position = 1; position <= committedTo; position += 1) {
      if (!seen.has(`${name}${position}`)) {
        return `log: message ${name}${position} is not stored, though ${committedTo} is committed`;
      }
    }
  }
  return undefined;
}

/** No message is in two files; with no intent open, the files are exactly the committed ones. */
function violationForGlobReaders({ log, files }: World): string | undefined {
  const seen = new Set<string>();
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

/**
 * A writer that waits for its next batch has told its event log that everything before is stored, and
 * the log may let go of that. The violation in words where it is not.
 */
export function violationForTheLog({ log }: World, writer: ModelWriter): string | undefined {
  const { ledger, step } = writer.decision.memory;
  if (step.at !== 'ready') {
    return undefined;
  }
  const stored = storedTo(log, writer.log);
  return Number(ledger.committedTo) > stored
    ? `log ${writer.log} may let go of ${ledger.committedTo} messages, though ${stored} are stored`
    : undefined;
}

const storedOf = new WeakMap<World['log'], readonly number[]>();

/** The last sequence of an event log that is committed. */
export function storedTo(log: World['log'], eventLog: string): number {
  let stored = storedOf.get(log);
  if (stored === undefined) {
    const commits = commitsOf(log);
    stored = LOGS.map((name) => {
      const ofLog = commits.filter((commit) => commit.stream_created === name);
      return Math.max(0, ...ofLog.map((commit) => Number(commit.seq_to)));
    });
    storedOf.set(log, stored);
  }
  return stored[LOGS.indexOf(eventLog)];
}

/** The event log whose messages an unfinished intent announced; undefined when none is open. */
export function logOfOpenIntent(log: World['log']): string | undefined {
  return hasOpenIntent(log)
    ? log.flatMap(({ entry }) => (entry.kind === 'epoch' ? [entry.stream_created] : [])).at(-1)
    : undefined;
}

function hasOpenIntent(log: World['log']): boolean {
  const last = log.findLast(({ entry }) => entry.kind === 'intent' || entry.kind === 'commit');
  return last?.entry.kind === 'intent';
}

function commitsOf(log: World['log']): CommitEntry[] {
  return log.flatMap(({ entry }) => (entry.kind === 'commit' ? [entry] : []));
}

import type { CommitEntry } from '@assay/schemas';
import { contentOf, LOGS, range, sequenceOfId, type ModelWriter, type World } from './world.js';

/**
 * What must hold in every reachable state, judged from the raw log and the files alone; the first
 * violation in words, after its kind (`lost`, `doubled`, `orphan`, `altered`), or undefined. Nothing here
 * uses the protocol's own fold.
 */
export function violation(world: World): string | undefined {
  return violationForLogReaders(world) ?? violationForGlobReaders(world);
}

/**
 * Each commit covers its range: a message a sequence, or a declared gap. Within an epoch commits follow
 * one another; files exist as recorded; no message is committed twice.
 */
function violationForLogReaders({ log, files }: World): string | undefined {
  const seen = new Set<string>();
  const next = new Map<number, bigint>();
  for (const { entry } of log) {
    if (entry.kind === 'epoch') {
      next.set(entry.epoch, entry.first_seq);
    }
  }
  for (const commit of commitsOf(log)) {
    const { epoch, seq_from: from, seq_to: to } = commit;
    const covered = new Set<number>();
    for (const { key, sha256 } of commit.files) {
      const stored = files.get(key);
      if (stored?.sha256 !== sha256) {
        const kind = stored === undefined ? 'lost' : 'altered';
        return `${kind}: ${key} is committed as ${sha256}, is ${stored?.sha256 ?? 'absent'}`;
      }
      for (const id of stored.ids) {
        if (seen.has(id)) {
          return `doubled: message ${id} is committed twice`;
        }
        seen.add(id);
        covered.add(sequenceOfId(id));
      }
    }
    const expected = next.get(epoch);
    if (expected === undefined || expected !== from) {
      const kind = expected !== undefined && from < expected ? 'doubled' : 'lost';
      return `${kind}: ${from} is committed in epoch ${epoch}, ${expected} comes next`;
    }
    next.set(epoch, to + 1n);
    const isGap = (sequence: number) =>
      commit.gaps.some((gap) => gap.from <= sequence && sequence <= gap.to);
    const silent = range(Number(from), Number(to)).find(
      (sequence) => covered.has(sequence) === isGap(sequence),
    );
    if (silent !== undefined) {
      return covered.has(silent)
        ? `altered: ${silent} in epoch ${epoch} is stored and a gap`
        : `lost: ${silent} in epoch ${epoch} is neither stored nor a gap`;
    }
  }
  return undefined;
}

/** What a broken writer keeps beside the lake: names below it are no files of the lake. */
export const ACKS = '_acks/';

/** No message is in two files; with no intent open, the files are exactly those that are listed. */
function violationForGlobReaders({ log, files }: World): string | undefined {
  const seen = new Set<string>();
  for (const [key, { ids }] of files) {
    for (const id of ids) {
      if (seen.has(id)) {
        return `doubled: message ${id} is in ${key} and in another file`;
      }
      seen.add(id);
    }
  }
  if (hasOpenIntent(log)) {
    return undefined;
  }
  const committed = new Set(commitsOf(log).flatMap((commit) => commit.files.map(({ key }) => key)));
  const closed = new Set(
    log.flatMap(({ entry }) => {
      if (entry.kind === 'abort') {
        return entry.unused_keys;
      }
      return entry.kind === 'commit' ? (entry.closed_keys ?? []) : [];
    }),
  );
  for (const [key, { ids }] of files) {
    if (!key.startsWith(ACKS) && !(ids.length === 0 ? closed : committed).has(key)) {
      return `orphan: ${key} (${ids.join()}) is in no commit and no open intent`;
    }
  }
  return undefined;
}

/**
 * A writer that waits for its next batch has told its event log that everything before is stored, and
 * the log may let go of that. The violation in words where it is not. A writer that has not noticed yet
 * that its log is another one tells nobody anything: it is its reader that waits.
 */
export function violationForTheLog(world: World, writer: ModelWriter): string | undefined {
  const { ledger, step } = writer.decision.memory;
  if (step.at !== 'ready' || writer.changes !== world.changes) {
    return undefined;
  }
  const lost = unstored(world, writer.log).find((id) => sequenceOfId(id) <= ledger.committedTo);
  return lost === undefined
    ? undefined
    : `lost: log ${writer.log} may let go of ${lost}, which is not stored`;
}

const storedOf = new WeakMap<World['log'], ReadonlySet<string>>();

/** Every message that is committed. */
export function storedIds(log: World['log'], files: World['files']): ReadonlySet<string> {
  const known = storedOf.get(log);
  if (known !== undefined) {
    return known;
  }
  const keys = commitsOf(log).flatMap((commit) => commit.files.map(({ key }) => key));
  const stored = new Set(keys.flatMap((key) => files.get(key)?.ids ?? []));
  storedOf.set(log, stored);
  return stored;
}

/**
 * Messages that an event log holds and that no commit stores. What a commit declares as lost with a log
 * that was switched off, or has been brought back since, is not among them: it was given up in so many
 * words.
 */
export function unstored(world: World, log: string): string[] {
  const { created, first, ids } = contentOf(world, log);
  const stored = storedIds(world.log, world.files);
  const given = commitsOf(world.log).filter((each) => each.stream_created === created);
  const isBack = world.changes > 1 && first === 1 && ids.every((id) => !id.includes("'"));
  const isGivenUp = (sequence: number) =>
    (world.logs.length > 1 || isBack) &&
    given.some(({ gaps }) =>
      gaps.some(
        ({ from, to, reason }) => reason === 'lost-with-log' && from <= sequence && sequence <= to,
      ),
    );
  return ids
    .slice(first - 1)
    .filter((id) => id !== '' && !stored.has(id) && !isGivenUp(sequenceOfId(id)));
}

/** The event log whose messages an unfinished intent announced; undefined when none is open. */
export function logOfOpenIntent(log: World['log']): string | undefined {
  const created = log.flatMap(({ entry }) =>
    entry.kind === 'epoch' ? [entry.stream_created] : [],
  );
  return hasOpenIntent(log) ? LOGS.find((name) => name === created.at(-1)) : undefined;
}

function hasOpenIntent(log: World['log']): boolean {
  const last = log.findLast(
    ({ entry }) => entry.kind === 'intent' || entry.kind === 'commit' || entry.kind === 'abort',
  );
  return last?.entry.kind === 'intent';
}

function commitsOf(log: World['log']): CommitEntry[] {
  return log.flatMap(({ entry }) => (entry.kind === 'commit' ? [entry] : []));
}

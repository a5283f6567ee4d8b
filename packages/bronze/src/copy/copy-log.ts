import { inLanes, readLedger, type LedgerPlace } from '@assay/ledger';
import { BronzeError } from '../errors.js';
import { chainObjects, type ChainObject } from './chain-objects.js';
import { copyObject, type CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';
import { digestOf } from './read-object.js';

/** Entries are small: what costs is the round trip. */
const LANES = 16;
/** Single entries may go while they are copied: a segment holds them from then on. */
const MAX_LOOKS = 3;

/** A shard's log up to an entry, and the SHA-256 of that entry. */
export interface ChainEnd {
  readonly head: number;
  readonly headSha256: string;
}

/**
 * Copies a shard's entries up to `end`, byte for byte, so that whoever writes at the destination goes on
 * with the same chain. The first that was missing is created last: until then nobody can read the log
 * there, and nobody can take the shard for whole and go on with it.
 */
export async function copyLog(
  parts: CopyParts,
  place: Omit<LedgerPlace, 'store'>,
  end: ChainEnd,
): Promise<{ readonly copied: number; readonly problems: readonly CopyProblem[] }> {
  const from = { ...place, store: parts.from };
  const to = { ...place, store: parts.to };
  let copied = 0;
  for (let look = 1; ; look += 1) {
    const present = new Set((await chainObjects(to)).map(({ key }) => key));
    const absent = neededObjects(await chainObjects(from, end.head)).filter(
      ({ key }) => !present.has(key),
    );
    const copy = (object: ChainObject) => async () => copyVerbatim(parts, object.key);
    const [first, ...rest] = absent;
    const outcomes = await inLanes(LANES, rest.toReversed().map(copy));
    const gone = outcomes.some((outcome) => outcome === 'gone');
    if (first !== undefined && !gone) {
      outcomes.push(await copy(first)());
    }
    copied += outcomes.filter((outcome) => outcome === 'copied').length;
    const problems = outcomes.filter((outcome) => typeof outcome === 'object');
    if (problems.length > 0) {
      return { copied, problems };
    }
    if (!outcomes.includes('gone')) {
      await checkEnd(to, end);
      return { copied, problems: [] };
    }
    if (look === MAX_LOOKS) {
      throw new BronzeError(
        'BUSY',
        `${place.tier}/${place.shard}: expected the log to hold still, was folded into segments ` +
          'again and again: run this again',
        { retryable: true },
      );
    }
  }
}

/** Entries that a segment holds may lie beside it as well: those of writers that were frozen do. */
function neededObjects(objects: readonly ChainObject[]): readonly ChainObject[] {
  const segments = objects.filter(({ first, last }) => first !== last);
  return objects.filter(
    (object) =>
      segments.includes(object) ||
      !segments.some(({ first, last }) => first <= object.first && object.first <= last),
  );
}

async function copyVerbatim(
  parts: CopyParts,
  key: string,
): Promise<'copied' | 'present' | 'gone' | CopyProblem> {
  const source = await digestOf(parts.from, key);
  if (source === undefined) {
    return 'gone';
  }
  const outcome = await copyObject(parts, { key, sha256: source.sha256 });
  if (outcome.kind !== 'problem') {
    return outcome.kind;
  }
  const { problem } = outcome;
  return problem.problem === 'missing' && problem.place === parts.from.root ? 'gone' : problem;
}

/** Reads the whole log back: its links say that nothing is missing and nothing was altered. */
async function checkEnd(to: LedgerPlace, { head, headSha256 }: ChainEnd): Promise<void> {
  const { state } = await readLedger(to);
  if (state.head !== head || state.headSha256 !== headSha256) {
    throw new BronzeError(
      'NOT_A_COPY',
      `${to.store.root}: expected the log of ${to.tier}/${to.shard} to end with entry ${head}, ` +
        `${headSha256}, was ${state.head}, ${state.headSha256}: somebody wrote there meanwhile; ` +
        'stop them, and copy to another place',
    );
  }
}

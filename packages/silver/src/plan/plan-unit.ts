import type { SilverHour, SilverInput, SilverOptions } from '@assay/schemas';
import { SilverError } from '../errors.js';
import type { InputFate } from './bronze-listing.js';
import { optionsReason } from './options-reason.js';
import { spanText } from './span-text.js';

/** How the object at an hour's key stands to the hour's latest record. */
export type FileState = 'recorded' | 'missing' | 'other';

/** All that a decision rests on. */
export interface UnitFacts {
  /** The hour as people name it, for messages. */
  readonly name: string;
  /** The committed files that it would be made of now, ordered by key. */
  readonly inputs: readonly SilverInput[];
  readonly fateOf: (input: SilverInput) => InputFate;
  /** How many files of the hour retention deleted. */
  readonly retired: number;
  /** Deleted files of snapshots that its rows look at, ever since or by what is wanted now. */
  readonly retiredGreeks: readonly SilverInput[];
  readonly head: SilverHour | undefined;
  /** Of an hour without a record, or one recorded as empty: `recorded` means that there is no object. */
  readonly file: FileState;
  /** Where `file` is not `recorded`: a record that the object which is there agrees with (`standingRecord`). */
  readonly standing?: SilverHour | undefined;
}

/** What the caller wants of every hour. */
export interface Wish {
  readonly rule: number;
  readonly options: SilverOptions;
  readonly force: boolean;
}

/** What is to be done with an hour, and why. */
export type Verdict =
  | { readonly action: 'build'; readonly reason: string }
  | { readonly action: 'keep'; readonly reason: string; readonly isFrozen: boolean }
  /** A frozen hour's file stays, and its record is to be the latest one again. */
  | { readonly action: 'restore'; readonly reason: string; readonly record: SilverHour }
  | { readonly action: 'refuse'; readonly error: SilverError };

/** Decides on one hour by its inputs' content, never by times of files. */
export function planUnit(facts: UnitFacts, wish: Wish): Verdict {
  const { head } = facts;
  if (head === undefined) {
    if (facts.retired > 0) {
      return refuse(tooLate(facts));
    }
    const isUnjoined = facts.retiredGreeks.length > 0;
    if (isUnjoined) {
      return refuse(greeksGone(facts, 'before the hour was compacted'));
    }
    const isAnyThere = facts.file !== 'recorded';
    return build(isAnyThere ? 'new; the file there, which no compaction recorded, goes' : 'new');
  }
  const gone = head.inputs.filter((input) => facts.fateOf(input) !== 'listed');
  const vanished = gone.filter((input) => facts.fateOf(input) === 'vanished');
  if (vanished.length > 0) {
    return refuse(inputVanished(facts, vanished));
  }
  if (gone.length > 0) {
    return planFrozen(facts, head, gone.length, wish.force);
  }
  if (missingFrom(head.inputs, facts.retiredGreeks) > 0) {
    return refuse(greeksGone(facts, 'before the hour was joined with them', wish));
  }
  const reason =
    inputsReason(head.inputs, facts.inputs) ??
    (head.rule === wish.rule ? undefined : `rule version (${head.rule} → ${wish.rule})`) ??
    optionsReason(head.options, wish.options) ??
    fileReason(facts.file) ??
    (wish.force ? 'forced' : undefined);
  return reason === undefined ? keep('unchanged') : build(reason);
}

/** What was made of files that retention deleted cannot be made again. */
function planFrozen(facts: UnitFacts, head: SilverHour, gone: number, force: boolean): Verdict {
  const { file, standing } = facts;
  if (file !== 'recorded' && standing === undefined) {
    return refuse(lostWhileFrozen(facts, head, gone));
  }
  if (force) {
    return refuse(forcedWhileFrozen(facts, gone));
  }
  if (standing !== undefined) {
    const reason = `frozen (${files(gone)} retired; a later record whose file never came is set aside)`;
    return { action: 'restore', reason, record: standing };
  }
  const late = missingFrom(head.inputs, facts.inputs);
  const without = late === 0 ? '' : `; ${files(late)} came later and ${areOrIs(late)} not in it`;
  return { action: 'keep', reason: `frozen (${files(gone)} retired${without})`, isFrozen: true };
}

function inputsReason(
  before: readonly SilverInput[],
  now: readonly SilverInput[],
): string | undefined {
  const added = missingFrom(before, now);
  const dropped = missingFrom(now, before);
  if (added > 0) {
    return `inputs added (${files(added)})`;
  }
  return dropped > 0 ? `inputs out of the join's window (${files(dropped)})` : undefined;
}

/** How many of `inputs` are not among `others`; a file of other bytes is another file. */
function missingFrom(others: readonly SilverInput[], inputs: readonly SilverInput[]): number {
  const known = new Set(others.map(({ key, sha256 }) => `${sha256} ${key}`));
  return inputs.filter(({ key, sha256 }) => !known.has(`${sha256} ${key}`)).length;
}

function fileReason(file: FileState): string | undefined {
  const reasons = {
    recorded: undefined,
    missing: 'file missing',
    other: 'file not the recorded one',
  };
  return reasons[file];
}

function tooLate({ name, retired }: UnitFacts): SilverError {
  return new SilverError(
    'FROZEN',
    `${name}: expected all Bronze files of the hour, was ${files(retired)} deleted by retention before ` +
      'the hour was ever compacted: compact it in a copy of the lake that has them still',
  );
}

/** Joined without them, its rows would have no greeks, or older ones, and nobody would notice. */
function greeksGone({ name, head, retiredGreeks }: UnitFacts, when: string, wish?: Wish) {
  const before = head?.options.tolerance_ns ?? null;
  const isWider = before !== null && wish !== undefined && wish.options.tolerance_ns !== before;
  const asBefore = isWider ? `keep to the tolerance that it has (${spanText(before)}), or ` : '';
  return new SilverError(
    'FROZEN',
    `${name}: expected the greeks that its trades look at, was ${files(retiredGreeks.length)} of them ` +
      `deleted by retention ${when}: ${asBefore}join it in a copy of the lake that has them still`,
  );
}

function forcedWhileFrozen({ name }: UnitFacts, gone: number): SilverError {
  return new SilverError(
    'FROZEN',
    `${name}: expected the Bronze files that it was made of, was ${files(gone)} deleted by retention: ` +
      'leave "force" out, so that the hour stays as it is',
  );
}

/** Nothing but a copy of the file can mend it. */
function lostWhileFrozen({ name, file }: UnitFacts, { output }: SilverHour, gone: number) {
  const deleted = `Bronze of it (${files(gone)}) was deleted by retention`;
  const words =
    output === null
      ? `expected no file, since it has no rows, was one; ${deleted}: move that file away`
      : `expected its file with SHA-256 ${output.sha256}, was ${file === 'missing' ? 'none' : 'another'}; ` +
        `${deleted}: bring that file back from a copy of the lake (${output.key})`;
  return new SilverError('FROZEN', `${name}: ${words}`);
}

function inputVanished({ name }: UnitFacts, vanished: readonly SilverInput[]): SilverError {
  return new SilverError(
    'INPUT_VANISHED',
    `${name}: expected Bronze to list ${files(vanished.length)} that it was made of ` +
      `(${vanished[0].key}), was not listed, and no retire entry says why: restore Bronze's log, or run ` +
      '`lake-service verify` to learn what became of it',
  );
}

function areOrIs(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function build(reason: string): Verdict {
  return { action: 'build', reason };
}

function keep(reason: string): Verdict {
  return { action: 'keep', reason, isFrozen: false };
}

function refuse(error: SilverError): Verdict {
  return { action: 'refuse', error };
}

import {
  CommandFailure,
  explain as explainWith,
  type CommandFailureCode,
  type NextSteps,
} from '@assay/cli';

/** What a command does with a lake; to read it, the right to read is enough. */
export type LakeAccess = 'read' | 'write';

const LOG_IN_USE = 'run this again: Silver needs no log';

const STEPS: Readonly<Record<LakeAccess, NextSteps>> = {
  read: {
    goOn: 'run this again: it only reads, nothing was changed',
    logInUse: LOG_IN_USE,
    fenced: 'run this again: it only reads, nothing was changed',
  },
  write: {
    goOn: 'run this again: hours that are done are found, and not done twice',
    logInUse: LOG_IN_USE,
    fenced: 'let the other writer end, then run this again',
  },
};

interface Advice {
  readonly code: CommandFailureCode;
  readonly next: string;
}

const COMPACT = 'silver-cli compact';

/** What a person can do about each code of Silver's errors. */
const ADVICE: Readonly<Record<string, Advice | undefined>> = {
  BAD_REQUEST: { code: 'BAD_INPUT', next: 'mend the options named; --help tells what they take' },
  NO_DATA: {
    code: 'MISSING_DATA',
    next: 'name what the lake has, or see that DATA_ROOT is the lake that is meant',
  },
  NOT_COMPACTED: { code: 'MISSING_DATA', next: `run "${COMPACT}" for it` },
  INPUT_VANISHED: {
    code: 'MISSING_DATA',
    next: 'bring the file back from a copy of the lake; "lake-service verify" names all that miss',
  },
  FROZEN: {
    code: 'BAD_INPUT',
    next: 'leave --force out: what Bronze let go of cannot be rebuilt, the hour stays as it is',
  },
  NOT_ACCEPTED: {
    code: 'UNREACHABLE',
    next: 'nothing was published; report it with the files that it names, and run this again',
  },
  OVERTAKEN: {
    code: 'UNREACHABLE',
    next: 'let the other compaction end, then run this again: it finds what that one did',
  },
  FILE_CHANGED: {
    code: 'MISSING_DATA',
    next: `somebody changed that file: make it anew from Bronze by "${COMPACT} … --force"`,
  },
  BAD_CATALOG: {
    code: 'MISSING_DATA',
    next: 'bring the object that it names back from a copy of the lake',
  },
};

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown, access: LakeAccess): unknown {
  if (!isSilverError(error)) {
    return explainWith(error, STEPS[access]);
  }
  const { code, message, retryable, cause } = error;
  const advice = ADVICE[code];
  // Some messages end with the very command to run: `…: run silver-cli compact --date …`.
  const [, words = message, command] = /^(.*): (run silver-cli .*)$/s.exec(message) ?? [];
  return new CommandFailure(advice?.code ?? 'UNREACHABLE', words, {
    next: command ?? advice?.next ?? `mend what it names, then ${STEPS[access].goOn}`,
    retryable,
    cause: cause ?? error,
  });
}

/** Told by its name, so that a command need not load what it does not use. */
function isSilverError(error: unknown): error is Error & {
  readonly code: string;
  readonly retryable: boolean;
} {
  return error instanceof Error && error.name === 'SilverError' && 'code' in error;
}

import { dirname } from 'node:path';
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
  FROZEN: { code: 'MISSING_DATA', next: 'bring back what it names from a copy of the lake' },
  INPUT_CHANGED: { code: 'MISSING_DATA', next: 'bring that file back from a copy of the lake' },
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
    next: `somebody changed that file: make it anew from Bronze by "${COMPACT}" with its date`,
  },
  BAD_CATALOG: {
    code: 'MISSING_DATA',
    next: 'bring the entry back from a copy of the lake, or move the folder of that date out of it and compact again',
  },
};

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown, access: LakeAccess): unknown {
  if (!isSilverError(error)) {
    return engineFailure(error) ?? explainWith(error, STEPS[access]);
  }
  const { code, message, retryable, cause } = error;
  const advice = ADVICE[code];
  const { words, step } = inOptions(message);
  return new CommandFailure(advice?.code ?? 'UNREACHABLE', words, {
    next: step ?? advice?.next ?? `mend what it names, then ${STEPS[access].goOn}`,
    retryable,
    // Not the error itself: its message is this one.
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What a person can mend of what the engine says: its words are about statements. */
function engineFailure(cause: unknown): CommandFailure | undefined {
  if (!(cause instanceof Error) || cause.name !== 'QueryError') {
    return undefined;
  }
  if (/No space left on device|Disk quota exceeded|ENOSPC/i.test(cause.message)) {
    const [, file] = /"(\/[^"]+)"/.exec(cause.message) ?? [];
    const folder = file === undefined ? 'the staging folder' : dirname(file);
    return new CommandFailure('UNREACHABLE', `${folder}: expected room to write, was full`, {
      next: `free space in ${folder}, then run this again: nothing was lost`,
      retryable: true,
    });
  }
  if (/^Out of Memory Error/i.test(cause.message)) {
    const [first] = cause.message.split('\n', 1);
    const words = first.replace(/ \(in: .*$/, '');
    return new CommandFailure('UNREACHABLE', `expected enough memory, was too little: ${words}`, {
      next: 'give more by --memory or SILVER_MEMORY, or less to do at once by --threads 1',
    });
  }
  return undefined;
}

/** Many messages end with what is to be done: `…: run silver-cli compact --date …`. */
const STEP =
  /^(.*): ((?:run|bring|put|leave|compact|move|wait|give|keep|join|restore|read|name|see) .*)$/s;

/** What the library calls its options, as a command line does. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/"?\ballowMissing\b"?/g, '--allow-missing'],
  [/"?\bcollapseAmbiguous\b"?/g, '--collapse-ambiguous'],
  [/"(startNs)"/g, '--start'],
  [/"(endNs)"/g, '--end'],
  [/"(calendar|fresh|force|symbol|root|contract|date|from|to)"/g, '--$1'],
];

function inOptions(message: string): { readonly words: string; readonly step?: string } {
  const translated = OPTIONS.reduce(
    (text, [word, option]) => text.replaceAll(word, option),
    message,
  ).replaceAll('pass --', 'give --');
  const [, words, step] = STEP.exec(translated) ?? [];
  return words === undefined || step === undefined ? { words: translated } : { words, step };
}

/** Told by its name, so that a command need not load what it does not use. */
function isSilverError(error: unknown): error is Error & {
  readonly code: string;
  readonly retryable: boolean;
} {
  return error instanceof Error && error.name === 'SilverError' && 'code' in error;
}

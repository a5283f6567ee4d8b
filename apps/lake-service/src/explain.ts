import { CommandFailure, explain as explainWith, type NextSteps } from '@assay/cli';

const STEPS: NextSteps = {
  goOn: 'start again: what was acknowledged and is not stored yet is in the log',
  logInUse: 'stop the other process, send to it over HTTP, or choose another WAL_ROOT',
  fenced: 'stop the other service on this lake, then start this one again: it goes on',
};

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown): unknown {
  return explainWith(error, STEPS);
}

/** What a command does with a lake; to read it, the right to read is enough. */
export type LakeAccess = 'read' | 'write';

const LOG_IN_USE = 'stop the other process, or choose another WAL_ROOT, then run this again';

/** Next steps of commands that run once: nobody who looks has to start a service again. */
const COMMAND_STEPS: Readonly<Record<LakeAccess, NextSteps>> = {
  read: {
    goOn: 'run this again: it only reads, nothing was changed',
    logInUse: LOG_IN_USE,
    fenced: 'run this again: it only reads, nothing was changed',
  },
  write: {
    goOn: 'run this again: what was done is found, and not done twice',
    logInUse: LOG_IN_USE,
    fenced: 'stop the other writer of this lake, then run this again',
  },
};

/** The same for a command that looks at a lake, or works on it, and ends. */
export function explainCommand(error: unknown, access: LakeAccess): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'NO_DATA') {
    return new CommandFailure('MISSING_DATA', error.message, {
      next: 'name what the lake has, or see that DATA_ROOT is the lake that is meant',
      cause: error,
    });
  }
  return explainWith(error, COMMAND_STEPS[access]);
}

/** There is no lake: an answer about one would be an answer about nothing. */
export function noLake(root: string): CommandFailure {
  return new CommandFailure('MISSING_DATA', `${root}: expected a lake, was none`, {
    next: 'set DATA_ROOT to the folder or bucket of a lake',
  });
}

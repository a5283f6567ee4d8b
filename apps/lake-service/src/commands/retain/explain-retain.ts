import { CommandFailure } from '@assay/cli';
import { explainCopy } from '../copy/explain-copy.js';

/** Turns what retention throws into a failure with a next step; other errors stay as they are. */
export function explainRetain(error: unknown): unknown {
  if (error instanceof Error && error.name === 'SilverError') {
    return new CommandFailure('MISSING_DATA', error.message, {
      next: 'put what it names back from a copy of the lake, then run this again',
      cause: error,
    });
  }
  return explainCopy(error);
}

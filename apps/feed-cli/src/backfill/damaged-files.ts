import { CommandFailure } from '@assay/cli';
import { FeedError } from '@assay/feeds';
import type { UnreadFile } from './backfill-files.js';
import type { FileSummary } from './send-file.js';

/** Exit code 2 where a file could not be read to its end, after everything readable was stored. */
export function throwIfDamaged(
  done: readonly FileSummary[],
  unread: readonly UnreadFile[],
  result: object,
  text: string,
): void {
  const lines = [
    ...unread.map(({ error }) => `  ${error.message}: nothing of it is stored`),
    ...done
      .filter(({ failure }) => failure !== undefined)
      .map(({ failure }) => `  ${failure?.message}: the events before that are stored`),
  ];
  if (lines.length === 0) {
    return;
  }
  const summary = done.length === 0 ? [] : [text];
  const isUnsupported = unread.length === lines.length && unread.every(isOfALaterRelease);
  const count = lines.length === 1 ? '1 file' : `${lines.length} files`;
  throw new CommandFailure(
    'BAD_INPUT',
    [...summary, `${count} could not be brought in whole:`, ...lines].join('\n'),
    {
      next: isUnsupported
        ? 'leave out what is named: this release does not read files of that kind'
        : 'mend or fetch anew what is named, and run the command again: nothing is stored twice',
      details: result,
    },
  );
}

/** Nothing is wrong with such a file. */
function isOfALaterRelease({ error }: UnreadFile): boolean {
  return error instanceof FeedError && ['UNSUPPORTED', 'NO_EVENTS'].includes(error.code);
}

import type { UnreadFile } from './backfill-files.js';

/** Files of which nothing is stored: those that hold nothing to store, and those that failed. */
export interface SortedUnread {
  readonly withoutEvents: readonly UnreadFile[];
  readonly unread: readonly UnreadFile[];
}

/**
 * A file that a folder or glob brought along, and whose kind holds no events of any dataset, is no failure.
 * One that was named outright was meant, and stays one.
 */
export function sortUnread(files: readonly UnreadFile[], named: ReadonlySet<string>): SortedUnread {
  const isSkipped = ({ file, error }: UnreadFile) => error.code === 'NO_EVENTS' && !named.has(file);
  return {
    withoutEvents: files.filter(isSkipped),
    unread: files.filter((each) => !isSkipped(each)),
  };
}

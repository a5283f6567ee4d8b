import { stat } from 'node:fs/promises';
import { FeedError } from '@assay/feeds';

/** Tells whether a file was written to between two looks. */
export async function fileStamp(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs].join(' ');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FeedError('UNREADABLE', `cannot be read (${why})`, { place: { file: path }, cause });
  }
}

/** The error of a file that is not what it was when its run was named. */
export function fileChanged(path: string): FeedError {
  const problem = 'expected a file that stays as it is, was written to while it was read';
  return new FeedError('UNREADABLE', problem, { place: { file: path } });
}

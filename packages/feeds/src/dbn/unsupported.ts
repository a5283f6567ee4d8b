import { FeedError } from '../errors.js';

/** A kind of file that is known by name and not read. */
export function unsupported(file: string, what: string, reads: string): FeedError {
  return new FeedError('UNSUPPORTED', `this release does not read ${what}; it reads ${reads}`, {
    place: { file },
  });
}

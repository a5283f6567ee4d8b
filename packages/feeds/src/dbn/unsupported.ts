import { FeedError } from '../errors.js';

/** A kind of file that is known by name and not read. `NO_EVENTS` where no dataset misses anything. */
export function unsupported(
  file: string,
  what: string,
  reads: string,
  code: 'UNSUPPORTED' | 'NO_EVENTS' = 'UNSUPPORTED',
): FeedError {
  return new FeedError(code, `this release does not read ${what}; it reads ${reads}`, {
    place: { file },
  });
}

import { basename } from 'node:path';

/** A name for a file about an object, that `Staging.path` takes: the end of its key. */
export function stagingName(key: string): string {
  return basename(key)
    .replaceAll(/[^A-Za-z0-9._=%-]/g, '_')
    .replace(/^\./, '_')
    .slice(-200);
}

import { compareKeys, STAGING_PREFIX } from '../object-key.js';
import type { ObjectInfo } from '../object-store.js';
import { S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import type { S3Service } from './service.js';

/**
 * Every object below `root` (the lake's prefix with its `/`, or nothing) whose key starts with `prefix`
 * and sorts after `after`. One page is in memory at a time. That a service lists in the order of the
 * UTF-8 bytes is not believed but looked at, since readers stop where they find a later key.
 */
export async function* listObjects(
  service: S3Service,
  pace: Pace,
  root: string,
  { prefix, after }: { readonly prefix: string; readonly after: string },
): AsyncGenerator<ObjectInfo> {
  const startAfter = after === '' ? '' : `${root}${after}`;
  let last = after;
  let page: string | undefined;
  do {
    const current = page;
    const answer = await pace.repeat(() => service.list(`${root}${prefix}`, startAfter, current));
    for (const { key: whole, bytes } of answer.objects) {
      const key = whole.slice(root.length);
      // What ends with a slash is a folder that some console made: no object of a lake.
      if (key.endsWith('/') || key.startsWith(STAGING_PREFIX)) {
        continue;
      }
      if (compareKeys(key, last) <= 0) {
        const problem = `expected keys after ${JSON.stringify(last)}, was ${JSON.stringify(key)}`;
        const advice = 'the service lists in an order of its own: use another';
        throw new S3Failure('refused', 'UNSUPPORTED', `${problem}: ${advice}`);
      }
      last = key;
      yield { key, bytes };
    }
    page = answer.next;
  } while (page !== undefined);
}

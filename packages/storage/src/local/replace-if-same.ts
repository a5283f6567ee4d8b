import type { ObjectSource, ReplaceOutcome } from '../object-store.js';
import { createIfAbsent } from './create-if-absent.js';
import type { Publisher } from './publisher.js';
import { headObject } from './read.js';
import { replace } from './replace.js';

/** Publishes `source` as `target` if what bears that name still has this tag. */
export async function replaceIfSame(
  publisher: Publisher,
  target: string,
  source: ObjectSource,
  tag: string | undefined,
): Promise<ReplaceOutcome> {
  if (tag === undefined) {
    const outcome = await createIfAbsent(publisher, target, source);
    return outcome === 'created' ? 'replaced' : 'changed';
  }
  const found = await headObject(target, target);
  if (found?.tag !== tag) {
    return 'changed';
  }
  await replace(publisher, target, source);
  return 'replaced';
}

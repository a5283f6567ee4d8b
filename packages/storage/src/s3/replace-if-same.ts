import type { ReplaceOutcome } from '../object-store.js';
import type { Pace } from './pace.js';
import type { S3Service } from './service.js';
import { writeUnderCondition, type ConditionalUpload } from './write-under-condition.js';

/** What is put in place of which object, and the name of this one replacement. */
export interface ConditionalReplace {
  readonly key: string;
  readonly tag: string;
  readonly attempt: string;
  /** Under the condition that the object there bears the tag. */
  readonly upload: ConditionalUpload;
}

/**
 * Replaces the object that bears the tag.
 *
 * What an answer leaves open, the object itself says: one that bears our attempt is ours; while the old one
 * is there the same bytes are sent again. Any other was put by somebody else: instead of ours, or, where
 * an answer of ours was lost, perhaps after it, which nobody can tell any more (`UNDECIDED`).
 */
export async function replaceIfSame(
  service: S3Service,
  pace: Pace,
  { key, tag, attempt, upload }: ConditionalReplace,
): Promise<ReplaceOutcome> {
  const outcome = await writeUnderCondition(service, pace, {
    key,
    upload,
    judge: (found, unsure) => {
      if (found?.attempt === attempt) {
        return 'done';
      }
      if (found?.etag === tag) {
        return 'again';
      }
      return unsure ? 'undecided' : 'lost';
    },
  });
  return outcome === 'done' ? 'replaced' : 'changed';
}

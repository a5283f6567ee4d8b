import type { CreateOutcome } from '../object-store.js';
import type { Pace } from './pace.js';
import type { S3Service } from './service.js';
import { writeUnderCondition, type ConditionalUpload } from './write-under-condition.js';

/** What is created, and the name of this one create, which no other ever used. */
export interface ConditionalCreate {
  readonly key: string;
  readonly attempt: string;
  /** Under the condition that nobody has the key. */
  readonly upload: ConditionalUpload;
}

/**
 * Creates an object under a free key.
 *
 * What an answer leaves open, the object itself says: one that bears our attempt was stored by a
 * request whose answer was lost, any other was there first. Only where nothing is there the same
 * bytes are sent again.
 */
export async function createIfAbsent(
  service: S3Service,
  pace: Pace,
  { key, attempt, upload }: ConditionalCreate,
): Promise<CreateOutcome> {
  const outcome = await writeUnderCondition(service, pace, {
    key,
    upload,
    judge: (found, unsure) => {
      if (found === undefined) {
        return 'again';
      }
      if (found.attempt === attempt) {
        return 'done';
      }
      // Ours always bear a name; once an answer was lost, a service that forgets names says nothing.
      return found.attempt === undefined && unsure ? 'undecided' : 'lost';
    },
  });
  return outcome === 'done' ? 'created' : 'exists';
}

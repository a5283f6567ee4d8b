import { errnoOf } from '../local/disk-error.js';
import type { CreateOutcome } from '../object-store.js';
import { isFailure, mayPass, S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import type { S3Service, StoredObject } from './service.js';

/** A way to send an object under the condition that its key is free: whole, or in parts. */
export interface ConditionalUpload {
  /** Sends it, as often as it is called; resolves when the object is there. */
  send(): Promise<void>;
  /** Takes back what sending left behind where no object came of it. Never rejects. */
  abandon(): Promise<void>;
}

/** What is created, and the name of this one create, which no other ever used. */
export interface ConditionalCreate {
  readonly key: string;
  readonly attempt: string;
  readonly upload: ConditionalUpload;
}

/**
 * Creates an object under a free key.
 *
 * What an answer leaves open, the object itself says: one that bears our attempt was stored by a
 * request whose answer was lost, any other was there first. Only where nothing is there the same
 * bytes are sent again; a request still on its way then meets its own object, which is no harm.
 */
export async function createIfAbsent(
  service: S3Service,
  pace: Pace,
  create: ConditionalCreate,
): Promise<CreateOutcome> {
  const { key, attempt, upload } = create;
  // Once an answer was lost the request may take effect at any time.
  let unsure = false;
  try {
    for (let sent = 1; ; sent += 1) {
      const failure = await failureOf(upload.send());
      if (failure === undefined) {
        return 'created';
      }
      unsure ||= failure.kind === 'unsure';
      if (failure.kind !== 'not-done') {
        const found = await readBack(service, pace, key);
        if (found !== undefined) {
          return await outcomeFor(found, attempt, unsure, upload);
        }
      }
      if (sent >= pace.attempts) {
        throw failure;
      }
      await pace.pause(failure, sent);
    }
  } catch (error) {
    // What a failpoint throws leaves everything as a crash would.
    if (error instanceof S3Failure || errnoOf(error) !== undefined) {
      await upload.abandon();
    }
    throw unsure && !isUndecided(error) ? undecided(error) : error;
  }
}

/** Why it failed, if that may pass or can be looked into; any other failure goes on. */
async function failureOf(sending: Promise<void>): Promise<S3Failure | undefined> {
  try {
    await sending;
    return undefined;
  } catch (error) {
    if (isFailure(error, 'taken') || mayPass(error)) {
      return error;
    }
    throw error;
  }
}

async function readBack(
  service: S3Service,
  pace: Pace,
  key: string,
): Promise<StoredObject | undefined> {
  try {
    return await pace.repeat(() => service.head(key));
  } catch (error) {
    if (isFailure(error, 'absent')) {
      return undefined;
    }
    throw undecided(error);
  }
}

async function outcomeFor(
  found: StoredObject,
  attempt: string,
  unsure: boolean,
  upload: ConditionalUpload,
): Promise<CreateOutcome> {
  if (found.attempt === attempt) {
    return 'created';
  }
  if (found.attempt === undefined && unsure) {
    const problem =
      'there is an object, and the service does not say who wrote it: look at its bytes';
    throw new S3Failure('unsure', 'UNDECIDED', problem);
  }
  await upload.abandon();
  return 'exists';
}

function isUndecided(error: unknown): boolean {
  return error instanceof S3Failure && error.code === 'UNDECIDED';
}

function undecided(cause: unknown): S3Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = 'it cannot be known whether it took effect: read back, then try again';
  return new S3Failure('unsure', 'UNDECIDED', `${advice} (${reason})`, cause);
}

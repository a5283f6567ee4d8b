import { errnoOf } from '../local/disk-error.js';
import { isFailure, mayPass, S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import type { S3Service, StoredObject } from './service.js';

/** A way to send an object under a condition: whole, or in parts. */
export interface ConditionalUpload {
  /** Sends it, as often as it is called; resolves when the object is there. */
  send(): Promise<void>;
  /** Takes back what sending left behind where no object came of it. Never rejects. */
  abandon(): Promise<void>;
}

/** What the object that is there (or none) says of a write whose answer left it open. */
export type Verdict =
  /** Ours is there. */
  | 'done'
  /** The condition does not hold, and nothing of ours took effect. */
  | 'lost'
  /** The condition still holds: the same bytes are sent again. */
  | 'again'
  /** Ours may have taken effect or not, and what is there does not say. */
  | 'undecided';

/** A write, and how to read what became of it. */
export interface ConditionalWrite {
  readonly key: string;
  readonly upload: ConditionalUpload;
  /** `unsure`: an answer was lost, so that ours may have taken effect at any time since. */
  judge(found: StoredObject | undefined, unsure: boolean): Verdict;
}

/**
 * Sends a write until it is known what became of it. What an answer leaves open, the object itself says.
 * A request still on its way when the same bytes are sent again meets its own object, which is no harm.
 */
export async function writeUnderCondition(
  service: S3Service,
  pace: Pace,
  { key, upload, judge }: ConditionalWrite,
): Promise<'done' | 'lost'> {
  // Once an answer was lost the request may take effect at any time.
  let unsure = false;
  try {
    for (let sent = 1; ; sent += 1) {
      const failure = await failureOf(upload.send());
      if (failure === undefined) {
        return 'done';
      }
      unsure ||= failure.kind === 'unsure';
      if (failure.kind !== 'not-done') {
        const verdict = judge(await readBack(service, pace, key), unsure);
        if (verdict === 'undecided') {
          throw new S3Failure('unsure', 'UNDECIDED', NOT_SAID);
        }
        if (verdict !== 'again') {
          await (verdict === 'lost' ? upload.abandon() : undefined);
          return verdict;
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

const NOT_SAID =
  'an answer was lost, and the object that is there does not say whether ours took effect: ' +
  'look at its bytes';

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

function isUndecided(error: unknown): boolean {
  return error instanceof S3Failure && error.code === 'UNDECIDED';
}

function undecided(cause: unknown): S3Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = 'it cannot be known whether it took effect: read back, then try again';
  return new S3Failure('unsure', 'UNDECIDED', `${advice} (${reason})`, cause);
}

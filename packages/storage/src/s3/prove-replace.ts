import type { ObjectSource, ReplaceOutcome } from '../object-store.js';
import { S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import { openPayload, type Payload } from './payload.js';
import { PROBE_PREFIX } from './probe.js';
import { replaceIfSame } from './replace-if-same.js';
import type { Identity, S3Service, WriteCondition } from './service.js';
import type { ConditionalUpload } from './write-under-condition.js';

const RACERS = 8;
const TRIES = 4;

/** What a proof stands on. */
export interface ProofTools {
  readonly service: S3Service;
  readonly pace: Pace;
  readonly keyRoot: string;
  identify(sha256: string): Identity;
  /** The way to send that is to be proved: whole, or in parts. */
  uploadOf(
    key: string,
    payload: Payload,
    identity: Identity,
    condition: WriteCondition,
  ): ConditionalUpload;
}

/**
 * Proves that of many replacements of one object exactly one wins: two after one another, then eight at
 * once. Gives what was seen instead, or undefined when it is so. Removes what it made.
 *
 * Where an answer was lost nobody knows how many won, which proves nothing: then it is done again. Of what
 * is to be replaced nothing was sent yet, so that whoever asked may try again.
 */
export async function proveConditionalReplace(tools: ProofTools): Promise<string | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await proveOnce(tools);
    } catch (error) {
      if (!(error instanceof S3Failure && error.code === 'UNDECIDED')) {
        throw error;
      }
      if (tries === TRIES) {
        const problem = 'whether the service keeps If-Match could not be found out: try again';
        throw new S3Failure('given-up', 'UNAVAILABLE', `${problem} (${error.message})`, error);
      }
    }
  }
}

async function proveOnce(tools: ProofTools): Promise<string | undefined> {
  const { service, pace, keyRoot, identify, uploadOf } = tools;
  const first = await payloadOf('first');
  const identity = identify(first.sha256);
  const key = `${keyRoot}${PROBE_PREFIX}${identity.attempt}/same`;
  await pace.repeat(() => service.put(key, first, identity, undefined));
  const tagNow = async () => (await pace.repeat(() => service.head(key))).etag;
  const replace = async (content: string, tag: string): Promise<ReplaceOutcome> => {
    const payload = await payloadOf(content);
    const own = identify(payload.sha256);
    const upload = uploadOf(key, payload, own, { tag });
    return replaceIfSame(service, pace, { key, tag, attempt: own.attempt, upload });
  };
  const prove = async (): Promise<string | undefined> => {
    const tag = await tagNow();
    const one = await replace('second', tag);
    const two = await replace('third', tag);
    if (one !== 'replaced' || two !== 'changed') {
      return `of two replacements of one object were ${one} and ${two}`;
    }
    const current = await tagNow();
    const racing = Array.from({ length: RACERS }, (_, index) => replace(`racer ${index}`, current));
    // All have ended before the first failure is told, so that none comes after the removal.
    await Promise.allSettled(racing);
    const winners = (await Promise.all(racing)).filter((outcome) => outcome === 'replaced').length;
    return winners === 1 ? undefined : `of ${RACERS} replacements at once ${winners} succeeded`;
  };
  const remove = () => pace.repeat(() => service.remove(key));
  try {
    const seen = await prove().catch(refusalOf);
    await remove();
    return seen;
  } catch (error) {
    // What was found is worth more than what could not be removed after it.
    await Promise.allSettled([remove()]);
    throw error;
  }
}

/** A service that took the object and refuses the same with the condition does not know the condition. */
function refusalOf(error: unknown): string {
  if (error instanceof S3Failure && error.kind === 'refused' && error.code !== 'ACCESS_DENIED') {
    return `the condition was refused: ${error.message}`;
  }
  throw error;
}

function payloadOf(text: string): Promise<Payload> {
  const source: ObjectSource = { bytes: new TextEncoder().encode(text) };
  return openPayload(source);
}

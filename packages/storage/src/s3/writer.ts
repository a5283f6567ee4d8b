import { noFailpoint, type Failpoint, type Logger, type Metrics } from '@assay/telemetry';
import type { Randomness } from '@assay/telemetry';
import type { CreateOutcome, ObjectSource, ReplaceOutcome } from '../object-store.js';
import { createIfAbsent } from './create-if-absent.js';
import { multipartUpload, type MultipartOptions } from './multipart-upload.js';
import type { Pace } from './pace.js';
import { openPayload, type Payload } from './payload.js';
import type { S3Place } from './place.js';
import { proveConditionalComplete } from './prove-complete.js';
import { createReplacer, type ReplaceWay } from './replacer.js';
import type { Identity, S3Service } from './service.js';
import { wholeUpload } from './whole-upload.js';

/** What writing stands on. */
export interface WriterTools {
  readonly service: S3Service;
  readonly pace: Pace;
  readonly place: S3Place;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly failpoint: Failpoint;
  readonly multipart: MultipartOptions;
}

/** The writes of a lake in S3. Keys are those of the lake. */
export interface S3Writer {
  create(key: string, source: ObjectSource): Promise<CreateOutcome>;
  replace(key: string, source: ObjectSource): Promise<void>;
  replaceIfSame(
    key: string,
    source: ObjectSource,
    tag: string | undefined,
  ): Promise<ReplaceOutcome>;
}

/** Whatever it writes bears a name of its own, and large objects go in parts. */
export function createWriter(tools: WriterTools): S3Writer {
  const { service, pace, place, randomness, logger, metrics, failpoint, multipart } = tools;
  const { keyRoot, wholeKey, root } = place;
  const me = randomness.hex(8);
  let attempts = 0;
  const identify = (sha256: string): Identity => {
    attempts += 1;
    return { sha256, attempt: `${me}-${attempts}` };
  };
  const replacer = createReplacer({ service, pace, keyRoot, identify, root, logger, metrics });

  const whole = (reached: Failpoint): ReplaceWay['uploadOf'] => {
    const sending = { service, failpoint: reached };
    return (...upload) => wholeUpload(sending, ...upload);
  };
  const inParts = (reached: Failpoint): ReplaceWay['uploadOf'] => {
    const sending = { service, pace, logger, failpoint: reached, options: multipart };
    return (...upload) => multipartUpload(sending, ...upload);
  };
  const WHOLE: ReplaceWay = {
    name: 'whole',
    uploadOf: whole(failpoint),
    proofUploadOf: whole(noFailpoint),
  };
  const IN_PARTS: ReplaceWay = {
    name: 'in parts',
    uploadOf: inParts(failpoint),
    proofUploadOf: inParts(noFailpoint),
  };
  const wayOf = (payload: Payload): ReplaceWay =>
    payload.bytes > multipart.aboveBytes ? IN_PARTS : WHOLE;

  /** A proof that failed for want of the service is asked for again. */
  let proof: Promise<void> | undefined;
  async function proveParts(): Promise<void> {
    proof ??= proveConditionalComplete(service, pace, { keyRoot, identify });
    await proof.catch((error: unknown) => {
      proof = undefined;
      throw error;
    });
  }

  async function create(key: string, source: ObjectSource): Promise<CreateOutcome> {
    const target = wholeKey(key);
    const payload = await openPayload(source);
    const identity = identify(payload.sha256);
    const way = wayOf(payload);
    if (way === IN_PARTS) {
      await proveParts();
    }
    const upload = way.uploadOf(target, payload, identity, 'absent');
    return createIfAbsent(service, pace, { key: target, attempt: identity.attempt, upload });
  }

  async function replace(key: string, source: ObjectSource): Promise<void> {
    const target = wholeKey(key);
    const payload = await openPayload(source);
    const identity = identify(payload.sha256);
    await pace.repeat(() => service.put(target, payload, identity, undefined));
    await failpoint('storage.after-put');
  }

  async function replaceIfSame(
    key: string,
    source: ObjectSource,
    tag: string | undefined,
  ): Promise<ReplaceOutcome> {
    if (tag === undefined) {
      return (await create(key, source)) === 'created' ? 'replaced' : 'changed';
    }
    const target = wholeKey(key);
    const payload = await openPayload(source);
    return replacer.replaceIfSame(target, payload, tag, wayOf(payload));
  }

  return { create, replace, replaceIfSame };
}

import type { Logger, Metrics } from '@assay/telemetry';
import type { ReplaceOutcome } from '../object-store.js';
import { isFailure, S3Failure } from './failure.js';
import type { Payload } from './payload.js';
import { proveConditionalReplace, type ProofTools } from './prove-replace.js';
import { replaceIfSame } from './replace-if-same.js';
import type { StoredObject } from './service.js';

/** A way to send objects, and what is proved of it. */
export interface ReplaceWay {
  /** As an operator would say it. */
  readonly name: string;
  readonly uploadOf: ProofTools['uploadOf'];
  /** The same, for the proof: nothing of it is a step of somebody's work. */
  readonly proofUploadOf: ProofTools['uploadOf'];
}

/** Replaces objects that are still the ones looked at. */
export interface Replacer {
  replaceIfSame(
    key: string,
    payload: Payload,
    tag: string,
    way: ReplaceWay,
  ): Promise<ReplaceOutcome>;
}

/** What a replacer stands on. */
export interface ReplacerTools extends Omit<ProofTools, 'uploadOf'> {
  /** The lake, as messages name it. */
  readonly root: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Asks the service once for each way of sending, before the first replacement, whether it honours the
 * condition (`If-Match`). Where it does not, the object is looked at before and after a plain put: two
 * that do so at the same moment may both succeed, the later put remaining. That is counted, and told once.
 */
export function createReplacer(tools: ReplacerTools): Replacer {
  const { service, pace, identify, logger, metrics, root } = tools;
  const proofs = new Map<string, Promise<boolean>>();
  const unguarded = metrics.counter({
    name: 'assay_storage_unguarded_replaces_total',
    help: 'Objects that were replaced without the condition, which the service does not honour.',
  });

  /** A proof that failed for want of the service is asked for again. */
  function isHonoured(way: ReplaceWay): Promise<boolean> {
    const known = proofs.get(way.name);
    if (known !== undefined) {
      return known;
    }
    const proof = prove(way).catch((error: unknown) => {
      proofs.delete(way.name);
      throw error;
    });
    proofs.set(way.name, proof);
    return proof;
  }

  async function prove({ name, proofUploadOf }: ReplaceWay): Promise<boolean> {
    const seen = await proveConditionalReplace({ ...tools, uploadOf: proofUploadOf });
    if (seen !== undefined) {
      const advice =
        'the service does not honour If-Match: let one process at a time replace objects ' +
        '(one compactor), or use another service';
      logger.warn(advice, { lake: root, sending: name, expected: 'exactly one to succeed', seen });
    }
    return seen === undefined;
  }

  async function find(key: string): Promise<StoredObject | undefined> {
    try {
      return await pace.repeat(() => service.head(key));
    } catch (error) {
      if (isFailure(error, 'absent')) {
        return undefined;
      }
      throw error;
    }
  }

  async function replaceUnguarded(
    key: string,
    payload: Payload,
    tag: string,
  ): Promise<ReplaceOutcome> {
    if ((await find(key))?.etag !== tag) {
      return 'changed';
    }
    const identity = identify(payload.sha256);
    await pace.repeat(() => service.put(key, payload, identity, undefined));
    unguarded.add(1);
    const found = await find(key);
    if (found !== undefined && found.attempt === undefined) {
      const problem = 'the service does not say who wrote what is there: look at its bytes';
      throw new S3Failure('unsure', 'UNDECIDED', problem);
    }
    return found?.attempt === identity.attempt ? 'replaced' : 'changed';
  }

  return {
    replaceIfSame: async (key, payload, tag, way) => {
      if (!(await isHonoured(way))) {
        return replaceUnguarded(key, payload, tag);
      }
      const identity = identify(payload.sha256);
      const upload = way.uploadOf(key, payload, identity, { tag });
      return replaceIfSame(service, pace, { key, tag, attempt: identity.attempt, upload });
    },
  };
}

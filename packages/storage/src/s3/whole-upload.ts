import type { Failpoint } from '@assay/telemetry';
import { isFailure, S3Failure } from './failure.js';
import type { Payload } from './payload.js';
import type { Identity, S3Service, WriteCondition } from './service.js';
import type { ConditionalUpload } from './write-under-condition.js';

/** An object sent in one request. */
export function wholeUpload(
  { service, failpoint }: { readonly service: S3Service; readonly failpoint: Failpoint },
  key: string,
  payload: Payload,
  identity: Identity,
  condition: WriteCondition,
): ConditionalUpload {
  return {
    send: async () => {
      try {
        await service.put(key, payload, identity, condition);
      } catch (error) {
        // Nothing is there that could bear the tag.
        throw isFailure(error, 'absent')
          ? new S3Failure('taken', error.code, error.message, error.cause)
          : error;
      }
      await failpoint('storage.after-put');
    },
    // A request that failed leaves nothing.
    abandon: async () => undefined,
  };
}

import type { Failpoint } from '@assay/telemetry';
import type { ConditionalUpload } from './create-if-absent.js';
import type { Payload } from './payload.js';
import type { Identity, S3Service } from './service.js';

/** An object sent in one request. */
export function wholeUpload(
  service: S3Service,
  key: string,
  payload: Payload,
  identity: Identity,
  failpoint: Failpoint,
): ConditionalUpload {
  return {
    send: async () => {
      await service.put(key, payload, identity, true);
      await failpoint('storage.after-put');
    },
    // A request that failed leaves nothing.
    abandon: async () => undefined,
  };
}

import { PROBE_PREFIX } from './probe.js';
import { isFailure, S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import { openPayload } from './payload.js';
import type { Identity, S3Service } from './service.js';

/**
 * Proves that the last request of an upload in parts keeps the condition too: services learned that
 * later than for whole objects. Asked once, before the first upload; fails with `UNSUPPORTED`.
 */
export async function proveConditionalComplete(
  service: S3Service,
  pace: Pace,
  lake: { readonly keyRoot: string; readonly identify: (sha256: string) => Identity },
): Promise<void> {
  const payload = await openPayload({ bytes: new TextEncoder().encode('proof') });
  const identity = lake.identify(payload.sha256);
  const key = `${lake.keyRoot}${PROBE_PREFIX}${identity.attempt}/parts`;
  await pace.repeat(() => service.put(key, payload, identity, undefined));
  const remove = () => pace.repeat(() => service.remove(key));
  try {
    const upload = await pace.repeat(() => service.startUpload(key, identity));
    const bytes = await payload.slice(0, payload.bytes);
    const part = await pace.repeat(() => service.uploadPart(key, upload, 1, bytes));
    const complete = () => service.completeUpload(key, upload, [part], 'absent');
    const refused = await isTaken(pace.repeat(complete));
    if (!refused) {
      const problem = 'expected an upload in parts to leave what exists, was overwritten';
      const advice = 'the service ignores If-None-Match when it completes one: use another';
      throw new S3Failure('refused', 'UNSUPPORTED', `${problem}: ${advice}`);
    }
    await pace.repeat(() => service.abortUpload(key, upload));
  } catch (error) {
    // What was found is worth more than what could not be removed after it.
    await Promise.allSettled([remove()]);
    throw error;
  }
  await remove();
}

async function isTaken(completing: Promise<void>): Promise<boolean> {
  try {
    await completing;
    return false;
  } catch (error) {
    if (isFailure(error, 'taken')) {
      return true;
    }
    throw error;
  }
}

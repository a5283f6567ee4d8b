import type { Failpoint, Logger } from '@assay/telemetry';
import { isFailure, mayPass, S3Failure } from './failure.js';
import { inLanes } from './lanes.js';
import type { Pace } from './pace.js';
import type { Payload } from './payload.js';
import type { Identity, S3Service, UploadedPart, WriteCondition } from './service.js';
import type { ConditionalUpload } from './write-under-condition.js';

/** How large objects are sent. */
export interface MultipartOptions {
  /** Objects above this many bytes go in parts. */
  readonly aboveBytes: number;
  /** Of each part but the last; S3 takes no less than 5 MiB. */
  readonly partBytes: number;
  /** Parts on their way, and in memory, at once. */
  readonly lanes: number;
}

export const DEFAULT_MULTIPART: MultipartOptions = {
  aboveBytes: 100_000_000,
  partBytes: 16 * 1024 * 1024,
  lanes: 4,
};

/** As many parts as S3 takes. */
const MOST_PARTS = 10_000;

/** What sending in parts stands on. */
export interface MultipartTools {
  readonly service: S3Service;
  readonly pace: Pace;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly options: MultipartOptions;
}

/**
 * An object sent in parts, whose last request carries the condition: only that one makes it visible.
 * Starting and parts do no harm when done twice, and are tried again by themselves.
 */
export function multipartUpload(
  tools: MultipartTools,
  key: string,
  payload: Payload,
  identity: Identity,
  condition: WriteCondition,
): ConditionalUpload {
  const { service, pace, logger, failpoint } = tools;
  let started: { readonly id: string; readonly parts: readonly UploadedPart[] } | undefined;
  let openId: string | undefined;

  async function sendParts(): Promise<{ id: string; parts: readonly UploadedPart[] }> {
    const id = await pace.repeat(() => service.startUpload(key, identity));
    openId = id;
    await failpoint('storage.after-upload-start');
    const ranges = rangesOf(payload.bytes, tools.options);
    const parts: UploadedPart[] = [];
    await inLanes(tools.options.lanes, ranges, async ({ number, start, end }) => {
      const bytes = await payload.slice(start, end);
      parts[number - 1] = await pace.repeat(() => service.uploadPart(key, id, number, bytes));
      await failpoint('storage.after-part');
    });
    return { id, parts };
  }

  async function abandon(): Promise<void> {
    const id = openId;
    openId = undefined;
    started = undefined;
    if (id === undefined) {
      return;
    }
    try {
      await pace.repeat(() => service.abortUpload(key, id));
    } catch (error) {
      // Gone already: completed by a request whose answer was lost.
      if (!isFailure(error, 'absent')) {
        logger.warn('parts of an upload left behind', { key, upload: id, error });
      }
    }
  }

  async function send(): Promise<void> {
    try {
      started ??= await sendParts().catch((error: unknown) => {
        throw mayPass(error) ? givenUp(error) : error;
      });
      await service.completeUpload(key, started.id, started.parts, condition);
    } catch (error) {
      if (isFailure(error, 'absent')) {
        // So it is, or no object is there to bear the tag: what there is says which.
        await abandon();
        const problem = `the upload is gone: begun anew (${error.message})`;
        throw new S3Failure('conflict', 'UNAVAILABLE', problem, error);
      }
      // After a conflict S3 wants the upload begun anew too.
      if (isFailure(error, 'conflict')) {
        await abandon();
      }
      throw error;
    }
    openId = undefined;
    await failpoint('storage.after-complete');
  }

  return { send, abandon };
}

/** Until the last request nothing is visible: a part that is lost leaves no doubt. */
function givenUp(error: S3Failure): S3Failure {
  return new S3Failure('given-up', error.code, error.message, error);
}

interface PartRange {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

function rangesOf(bytes: number, { partBytes }: MultipartOptions): PartRange[] {
  const size = Math.max(partBytes, Math.ceil(bytes / MOST_PARTS));
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => ({
    number: index + 1,
    start: index * size,
    end: Math.min(bytes, (index + 1) * size),
  }));
}

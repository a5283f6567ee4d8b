import type { Counter } from '@assay/telemetry';
import type { LogMessage, ReadOptions } from '../event-log.js';
import type { PullLimits } from './pull-subscription.js';
import type { StreamPlace } from './stream-guard.js';
/** What a reading stands on. */
export interface ReadParts {
  readonly stream: StreamPlace;
  readonly limits: PullLimits;
  readonly restarts: Counter;
  /** Aborted when the log is closed. */
  readonly closed: AbortSignal;
}
/**
 * Reads a stream through a consumer of its own, with no acknowledgements: it begins at the sequence that
 * is owed next, and whatever happens to it, another one is made that begins there.
 */
export declare function readStream(
  parts: ReadParts,
  from: bigint,
  options?: ReadOptions,
): AsyncGenerator<readonly LogMessage[], void, undefined>;
//# sourceMappingURL=read-stream.d.ts.map

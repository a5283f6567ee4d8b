import { type DurabilityWatermark } from '../watermark.js';
import type { JetStreamConnection } from './connection.js';
/**
 * Tells a shard's producers what is stored for good, without waiting for anyone. It never throws: what
 * cannot be told is counted and warned of, and the next commit tells more. Nothing is told while the
 * server is away, since the client would send it later, when it need not be true of the server any more.
 */
export declare function publishWatermark(
  connection: JetStreamConnection,
  mark: DurabilityWatermark,
): void;
/**
 * The watermarks of a shard, from now on: an old one is not repeated, the next commit brings the next.
 * What is no watermark is warned of and passed over. Ends when the signal is aborted; rejects with
 * `CLOSED` when the connection is closed, or with `ACCESS_DENIED`.
 */
export declare function followWatermarks(
  connection: JetStreamConnection,
  shard: string,
  {
    signal,
  }?: {
    readonly signal?: AbortSignal;
  },
): AsyncGenerator<DurabilityWatermark, void, undefined>;
//# sourceMappingURL=watermarks.d.ts.map

import type { StreamInfo } from '@nats-io/jetstream';
import type { StreamFinding } from './check-stream.js';
import type { JetStreamConnection } from './connection.js';
import type { StreamDeclaration, StreamSettings } from './stream-declarations.js';
/** A stream that may be used, and what an operator should know of it. */
export interface EnsuredStream {
  readonly info: StreamInfo;
  readonly findings: readonly StreamFinding[];
}
/**
 * Finds the stream, or makes it with the declared settings. One that is there already is never changed:
 * what differs is told as findings, and logged. Rejects with `BAD_STREAM` when it would lose events in
 * silence, and with `LOG_DELETED` when it is missing and `create` is false.
 */
export declare function ensureStream(
  connection: JetStreamConnection,
  declaration: StreamDeclaration,
  settings: StreamSettings,
  create: boolean,
): Promise<EnsuredStream>;
//# sourceMappingURL=ensure-stream.d.ts.map

import type { LogMessage, LogState, MessageMark } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
/** A stream by its name, whichever incarnation is there. */
export interface StreamPlace {
  readonly connection: JetStreamConnection;
  readonly name: string;
}
/** What a reader takes for granted: the incarnation it reads, and what was delivered to it. */
export interface ReadSoFar {
  /** Undefined until reading has begun: then any incarnation is the right one. */
  readonly created: string | undefined;
  /** The last message delivered, or stored by the reader before. */
  readonly last: LogMessage | MessageMark | undefined;
}
/** What the stream says of itself now, in whichever incarnation. Rejects with `LOG_DELETED`. */
export declare function streamState({ connection, name }: StreamPlace): Promise<LogState>;
/**
 * Makes sure that the stream still is the one that was read, and still has what it delivered. A
 * server that was killed may have lost its unsynced tail and use the sequences again for other messages:
 * reading on would skip those. Rejects with `LOG_REPLACED` or `LOG_REWOUND`.
 */
export declare function assertSameLog(
  place: StreamPlace,
  { created, last }: ReadSoFar,
): Promise<LogState>;
//# sourceMappingURL=stream-guard.d.ts.map

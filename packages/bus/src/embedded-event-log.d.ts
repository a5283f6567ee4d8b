import type { Logger } from '@assay/telemetry';
import type { TornTail, WalSequence } from '@assay/wal';
import type { EventLog, OutgoingMessage } from './event-log.js';
import type { EmbeddedStream } from './subjects.js';
/** First and last sequence of one `appendBatch`, both included. */
export interface SequenceRange {
  readonly first: bigint;
  readonly last: bigint;
}
/** What the embedded log offers beyond the port. */
export interface EmbeddedEventLog extends EventLog {
  readonly stream: EmbeddedStream;
  /** What recovery cut off when the log was opened; undefined when it was whole. */
  readonly tornTail: TornTail | undefined;
  /** Bytes accepted and not durable yet. */
  readonly pendingBytes: number;
  /** Appends many messages, all or none; they get sequences without a gap. */
  appendBatch(messages: readonly OutgoingMessage[]): Promise<SequenceRange>;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. Others may be faster. */
  waitForRoom(bytes?: number): Promise<void>;
  /**
   * Registers a reader that has passed `sequence`: nothing later is let go before it has passed that,
   * over restarts too. Rejects with `SEQUENCE_GONE` when the next one is not kept any more.
   */
  registerReader(name: string, sequence: bigint): Promise<void>;
  /** The reader has passed `sequence`. */
  advanceReader(name: string, sequence: bigint): Promise<void>;
  unregisterReader(name: string): Promise<void>;
}
/** One sequence of the write-ahead log, as an event log. */
export declare function createEmbeddedEventLog(
  stream: EmbeddedStream,
  sequence: WalSequence,
  options: {
    readonly created: string;
    readonly logger: Logger;
  },
): EmbeddedEventLog;
//# sourceMappingURL=embedded-event-log.d.ts.map

import type { Logger } from '@assay/telemetry';
import { WalError } from '@assay/wal';
import type { TornTail, WalMessage, WalSequence } from '@assay/wal';
import type { EventLog, LogMessage, OutgoingMessage, ReadOptions } from './event-log.js';
import { assertSubjectOf } from './subjects.js';
import type { EmbeddedStream } from './subjects.js';
import { rejectAsBusError, toBusError } from './wal-errors.js';

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
export function createEmbeddedEventLog(
  stream: EmbeddedStream,
  sequence: WalSequence,
  options: { readonly created: string; readonly logger: Logger },
): EmbeddedEventLog {
  return {
    stream,
    tornTail: sequence.tornTail,
    get pendingBytes() {
      return sequence.state().pendingBytes;
    },
    append(message) {
      try {
        assertSubjectOf(stream, message.subject);
      } catch (error) {
        return Promise.reject(error);
      }
      return sequence.append(message).catch(rejectAsBusError);
    },
    appendBatch(messages) {
      try {
        for (const { subject } of messages) assertSubjectOf(stream, subject);
      } catch (error) {
        return Promise.reject(error);
      }
      return sequence.appendBatch(messages).catch(rejectAsBusError);
    },
    waitForRoom: (bytes) => sequence.waitForRoom(bytes).catch(rejectAsBusError),
    read: (from, readOptions) => readLog(sequence, from, readOptions, options.logger),
    async state() {
      const { first, last } = sequence.state();
      const { created } = options;
      return { stream, created, firstSequence: first, lastSequence: last };
    },
    release: (upTo) => sequence.release(upTo).catch(rejectAsBusError),
    registerReader: (name, at) => sequence.registerReader(name, at).catch(rejectAsBusError),
    advanceReader: (name, at) => sequence.advanceReader(name, at).catch(rejectAsBusError),
    unregisterReader: (name) => sequence.unregisterReader(name).catch(rejectAsBusError),
    close: () => sequence.close().catch(rejectAsBusError),
  };
}

/**
 * Reads in the port's manner: where the write-ahead log refuses a position that is gone, the port goes
 * on with the first one kept, and the jump in `sequence` shows it.
 */
async function* readLog(
  sequence: WalSequence,
  from: bigint,
  options: ReadOptions | undefined,
  logger: Logger,
): AsyncGenerator<readonly LogMessage[], void, undefined> {
  let next = from;
  for (;;) {
    try {
      for await (const group of sequence.read(next, options)) {
        next = (group.at(-1)?.position ?? next) + 1n;
        yield group.map(toLogMessage);
      }
      return;
    } catch (error) {
      if (!(error instanceof WalError) || error.firstKept === undefined) throw toBusError(error);
      if (next > 0n) {
        const fields = { stream: sequence.name, wanted: next, first: error.firstKept };
        logger.warn('the log no longer keeps what was asked for: reading on later', fields);
      }
      next = error.firstKept;
    }
  }
}

/** The write-ahead log keeps no time of its own. */
const toLogMessage = ({ position, subject, headers, bytes }: WalMessage): LogMessage => ({
  sequence: position,
  subject,
  headers,
  bytes,
  serverTimeNs: undefined,
});

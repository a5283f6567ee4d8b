import { messageFingerprint } from '@assay/schemas';
import type { Logger } from '@assay/telemetry';
import { WalError } from '@assay/wal';
import type { TornTail, WalMessage, WalSequence } from '@assay/wal';
import { BusError } from './errors.js';
import type {
  EventLog,
  LogMessage,
  MessageMark,
  OutgoingMessage,
  ReadOptions,
} from './event-log.js';
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
  const { created } = options;
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
    read: (from, readOptions) => readLog(sequence, from, readOptions, options),
    async state() {
      const { first, last } = sequence.state();
      return { stream, created, firstSequence: first, lastSequence: last };
    },
    markAt: (at) => markAt(sequence, at).catch(rejectAsBusError),
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
  readOptions: ReadOptions | undefined,
  { created, logger }: { readonly created: string; readonly logger: Logger },
): AsyncGenerator<readonly LogMessage[], void, undefined> {
  const { created: wanted = created, after, ...options } = readOptions ?? {};
  if (wanted !== created) throw replaced(sequence.name, wanted, created);
  const { last } = sequence.state();
  if (options.follow === true && from > last + 1n) throw rewound(sequence.name, from - 1n, last);
  if (after !== undefined) {
    const held = await markAt(sequence, after.sequence).catch(rejectAsBusError);
    const isOther = held === undefined ? after.sequence > last : held.sha256 !== after.sha256;
    if (isOther) throw rewound(sequence.name, after.sequence, last);
  }
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

const replaced = (stream: string, wanted: string, created: string): BusError =>
  new BusError(
    'LOG_REPLACED',
    `log ${stream}: expected the one of identity ${wanted}, was ${created}: its folder was made anew`,
  );

const rewound = (stream: string, sequence: bigint, last: bigint): BusError =>
  new BusError(
    'LOG_REWOUND',
    `log ${stream}: expected message ${sequence} that was read, was none or another one, and ` +
      `${last} the last: its folder is an older copy; compare what it holds with what is stored`,
  );

async function markAt(sequence: WalSequence, at: bigint): Promise<MessageMark | undefined> {
  const { first, last } = sequence.state();
  if (at < first || at > last) return undefined;
  try {
    for await (const [message] of sequence.read(at, { maxMessages: 1 })) {
      if (message?.position !== at) return undefined;
      const { subject, headers, bytes } = message;
      const sha256 = messageFingerprint(subject, headers, bytes);
      return { sequence: at, serverTimeNs: undefined, sha256 };
    }
  } catch (error) {
    // Let go of between the two looks.
    if (!(error instanceof WalError) || error.code !== 'POSITION_DELETED') throw error;
  }
  return undefined;
}

/** The write-ahead log keeps no time of its own. */
const toLogMessage = ({ position, subject, headers, bytes }: WalMessage): LogMessage => ({
  sequence: position,
  subject,
  headers,
  bytes,
  serverTimeNs: undefined,
});

/** Message headers: names as sent, one value each. */
export type MessageHeaders = Readonly<Record<string, string>>;

/** What a producer hands over. */
export interface OutgoingMessage {
  readonly subject: string;
  readonly headers?: MessageHeaders;
  readonly bytes: Uint8Array;
}

/** One message as the log holds it. What `bytes` hold is the reader's business. */
export interface LogMessage {
  /** The log's own number of this message: 1, 2, 3 … within one log; never used twice. */
  readonly sequence: bigint;
  readonly subject: string;
  readonly headers: MessageHeaders | undefined;
  readonly bytes: Uint8Array;
  /** When the log's server stored it (ns, UTC); undefined where the log keeps no such time. */
  readonly serverTimeNs: bigint | undefined;
}

/** What a log says of itself. A log with no messages has `lastSequence = firstSequence - 1`. */
export interface LogState {
  /** The log's name in operators' words: a stream name, or the sequence of the embedded log. */
  readonly stream: string;
  /**
   * Identity of this incarnation: it changes when a log is deleted and made anew. A stream's creation
   * time, or the random identity written when a write-ahead log's folder is first made.
   */
  readonly created: string;
  readonly firstSequence: bigint;
  /** The last durable message. */
  readonly lastSequence: bigint;
}

/** What a log holds at one sequence, by which another look recognises the message. */
export interface MessageMark {
  readonly sequence: bigint;
  /** As in `LogMessage`. */
  readonly serverTimeNs: bigint | undefined;
  /** `messageFingerprint` of subject, headers and bytes, as the log's readers get them. */
  readonly sha256: string;
}

/** How to read. */
export interface ReadOptions {
  /**
   * `created` of the incarnation to read: reading ends with `LOG_REPLACED` when the log is another one.
   * Default: the one that is there when reading begins.
   */
  readonly created?: string;
  /**
   * The last message that the caller has stored: reading ends with `LOG_REWOUND` when the log ends
   * before it, or holds another message there. One that the log let go of proves nothing and is passed: who
   * reads on judges by other messages whether the log is the same, best once the reading has begun.
   */
  readonly after?: MessageMark;
  /** Read on as messages come (`true`), or end after the last durable one (`false`, the default). */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  /** At most so many messages in one yielded group (default 1,000). */
  readonly maxMessages?: number;
}

/**
 * The event log port: one ordered, durable sequence of messages. Adapters: the embedded log (here)
 * and NATS JetStream. Every adapter passes `describeEventLogContract`.
 */
export interface EventLog {
  /** Resolves with the message's sequence once it is durable; rejects if it is not known to be. */
  append(message: OutgoingMessage): Promise<bigint>;
  /**
   * Groups of messages in log order, contiguous from `from` on (a gap of the log's own, such as
   * retention, shows as a jump in `sequence`). Back-pressure: the next group is read when asked for.
   * Rejects with `LOG_REWOUND` when messages were lost that this reading has given, or, after an
   * interruption, when the last one was deleted, so that nobody can tell; or, with `follow`, when the log
   * ends before `from - 1n`; with `LOG_REPLACED` or `LOG_DELETED` when it is not the same
   * any more. The log can be used on after each of them: look at `state` and `markAt`, and read again.
   */
  read(from: bigint, options?: ReadOptions): AsyncIterable<readonly LogMessage[]>;
  /** What the log is now, at once: rejects with a retryable `UNAVAILABLE` while it is out of reach. */
  state(): Promise<LogState>;
  /**
   * The mark of the message at `sequence`; undefined when the log does not hold it: it let go of it, or
   * never had it. Rejects with a retryable `UNAVAILABLE` while the log is out of reach.
   */
  markAt(sequence: bigint): Promise<MessageMark | undefined>;
  /**
   * Tells the log that everything up to `sequence` is stored elsewhere, so that it may let go of it.
   * Advisory: a log may keep more.
   */
  release(sequence: bigint): Promise<void>;
  close(): Promise<void>;
}

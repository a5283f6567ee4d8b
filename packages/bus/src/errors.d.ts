/** Why an event log refused. */
export type BusErrorCode =
  /** This log does not take messages of this subject. */
  | 'BAD_SUBJECT'
  /** The message cannot be stored as it is. */
  | 'BAD_MESSAGE'
  | 'MESSAGE_TOO_LARGE'
  /** Too much waits to become durable. Nothing was stored; the same call may succeed soon. */
  | 'BACK_PRESSURE'
  /** It cannot be known whether the message is stored: read the log, or send it again with its run. */
  | 'UNDECIDED'
  /** Another process owns the log's folder. */
  | 'LOCKED'
  /** What was durable no longer reads back. */
  | 'CORRUPT'
  /** The log cannot be opened or used: unreadable folder, full disk, an earlier failed write. */
  | 'UNAVAILABLE'
  /** The sequence is no longer kept; `firstSequence` is the first one that is. */
  | 'SEQUENCE_GONE'
  /** The sequence lies beyond the last durable one. */
  | 'SEQUENCE_AHEAD'
  /** No reader of this name is registered. */
  | 'UNKNOWN_READER'
  | 'CLOSED'
  /** Options that contradict each other, or that name what is not there. */
  | 'BAD_OPTIONS'
  /** The server refuses these credentials or this certificate, or gives them too few rights. */
  | 'ACCESS_DENIED'
  /** The server is too old, or has no JetStream. */
  | 'UNSUPPORTED_SERVER'
  /** A stream is there, but would lose events in silence. */
  | 'BAD_STREAM'
  /** The log is full and refuses. Nothing was stored; the same call may succeed once there is room. */
  | 'LOG_FULL'
  /** The log was deleted. */
  | 'LOG_DELETED'
  /** A log of the same name, but another incarnation: it was deleted and made anew. */
  | 'LOG_REPLACED'
  /** The log lost messages that it had delivered: a sequence may now stand for another message. */
  | 'LOG_REWOUND';
/** An error of this package. `retryable` says whether the same call may succeed later. */
export declare class BusError extends Error {
  readonly name = 'BusError';
  readonly code: BusErrorCode;
  readonly retryable: boolean;
  /** With `SEQUENCE_GONE`: the first sequence that can still be read. */
  readonly firstSequence: bigint | undefined;
  constructor(
    code: BusErrorCode,
    message: string,
    options?: {
      readonly retryable?: boolean;
      readonly cause?: unknown;
      readonly firstSequence?: bigint | undefined;
    },
  );
}
//# sourceMappingURL=errors.d.ts.map

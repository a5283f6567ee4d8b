/** What a producer hands over. The log copies `bytes` before `append` returns. */
export interface WalInput {
  readonly subject: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** One message as it is read back. */
export interface WalMessage {
  /** 1, 2, 3 … within one sequence. */
  readonly position: bigint;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /**
   * A view into the block that was read, never copied and never reused: keeping one message keeps its
   * block (256 KiB, or one larger batch) in memory.
   */
  readonly bytes: Uint8Array;
}

/** The largest payload of one message: 64 MiB. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** The largest headers of one message, as JSON text: 1 MiB. */
export const MAX_HEADERS_BYTES = 1024 * 1024;
/** The longest subject, in UTF-16 code units. */
export const MAX_SUBJECT_LENGTH = 1024;

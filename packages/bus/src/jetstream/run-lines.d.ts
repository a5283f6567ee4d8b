import type { OutgoingMessage } from '../event-log.js';
/** Consecutive events of one producer's run, each a JSON object on one line. */
export interface RunLines {
  readonly subject: string;
  /** The producer's run; it carries one dataset. */
  readonly run: string;
  /** Ordinal of the first event in its run. */
  readonly firstOrdinal: bigint;
  /** UTF-8, without line ends. */
  readonly lines: readonly (string | Uint8Array)[];
}
/**
 * The lines as NDJSON messages, each as large as the server takes. Throws `MESSAGE_TOO_LARGE` when one
 * line alone is too large, before anything is sent.
 *
 * @param maxBytes of one message's payload
 */
export declare function runLinesAsMessages(
  { subject, run, firstOrdinal, lines }: RunLines,
  maxBytes: number,
): OutgoingMessage[];
//# sourceMappingURL=run-lines.d.ts.map

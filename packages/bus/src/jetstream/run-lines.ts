import { MAX_EVENTS_PER_MESSAGE, RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';
import { BusError } from '../errors.js';
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

const LINE_END = Buffer.from('\n');

/**
 * The lines as NDJSON messages, each as large as the server takes. Throws `MESSAGE_TOO_LARGE` when one
 * line alone is too large, before anything is sent.
 *
 * @param maxBytes of one message's payload
 */
export function runLinesAsMessages(
  { subject, run, firstOrdinal, lines }: RunLines,
  maxBytes: number,
): OutgoingMessage[] {
  const messages: OutgoingMessage[] = [];
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  let events = 0;
  let ordinal = firstOrdinal;
  const close = (): void => {
    if (events === 0) return;
    const headers = {
      'Content-Type': 'application/x-ndjson',
      [RUN_HEADER]: run,
      [RUN_POSITION_HEADER]: ordinal.toString(),
    };
    messages.push({ subject, headers, bytes: Buffer.concat(pieces) });
    ordinal += BigInt(events);
    pieces = [];
    bytes = 0;
    events = 0;
  };
  for (const [index, line] of lines.entries()) {
    const piece = typeof line === 'string' ? Buffer.from(line, 'utf8') : line;
    if (piece.length === 0 || piece.includes(0x0a)) {
      throw new BusError(
        'BAD_MESSAGE',
        `line ${index}: expected one event, was ${lineProblem(piece)}`,
      );
    }
    if (piece.length > maxBytes) {
      const words = `line ${index}: expected at most ${maxBytes} bytes, was ${piece.length}`;
      throw new BusError('MESSAGE_TOO_LARGE', `${words}: raise the server's max_payload`);
    }
    const more = piece.length + (events === 0 ? 0 : LINE_END.length);
    if (bytes + more > maxBytes || events === MAX_EVENTS_PER_MESSAGE) close();
    if (events > 0) pieces.push(LINE_END);
    pieces.push(piece);
    bytes += piece.length + (events > 0 ? LINE_END.length : 0);
    events += 1;
  }
  close();
  return messages;
}

const lineProblem = (piece: Uint8Array): string =>
  piece.length === 0 ? 'an empty line' : 'several lines';

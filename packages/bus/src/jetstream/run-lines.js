import { MAX_EVENTS_PER_MESSAGE, RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';
import { BusError } from '../errors.js';
const LINE_END = Buffer.from('\n');
/**
 * The lines as NDJSON messages, each as large as the server takes. Throws `MESSAGE_TOO_LARGE` when one
 * line alone is too large, before anything is sent.
 *
 * @param maxBytes of one message's payload
 */
export function runLinesAsMessages({ subject, run, firstOrdinal, lines }, maxBytes) {
  const messages = [];
  let pieces = [];
  let bytes = 0;
  let events = 0;
  let ordinal = firstOrdinal;
  const close = () => {
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
const lineProblem = (piece) => (piece.length === 0 ? 'an empty line' : 'several lines');
//# sourceMappingURL=run-lines.js.map

import { RUN_HEADER, RUN_POSITION_HEADER, type Dataset } from '@assay/schemas';

/** A log message as a producer makes it. */
export interface FeedMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** Events in it. */
  readonly events: number;
}

/** One event as JSON without line break: text, or the bytes as they came from somebody else. */
export type EventLine = string | Uint8Array;

/** How much goes into one message. */
export interface MessageLimits {
  readonly maxEvents: number;
  /** Payload bytes; a single longer event still makes a message of its own. */
  readonly maxBytes: number;
}

/** 512 KiB leaves room under the 1 MiB that message servers accept by default. */
export const DEFAULT_MESSAGE_LIMITS: MessageLimits = { maxEvents: 1_000, maxBytes: 512 * 1024 };

/**
 * Consecutive events of one run as NDJSON messages on their dataset's subject, each naming the run and
 * the ordinal of its first event, so that a repeated delivery is recognised.
 *
 * @param lines one JSON object each, in run order
 * @param firstOrdinal ordinal of `lines[0]` in the run
 */
export function runMessages(
  dataset: Dataset,
  run: string,
  firstOrdinal: number,
  lines: readonly EventLine[],
  limits: MessageLimits = DEFAULT_MESSAGE_LIMITS,
): FeedMessage[] {
  const messages: FeedMessage[] = [];
  let start = 0;
  while (start < lines.length) {
    let end = start + 1;
    let bytes = Buffer.byteLength(lines[start], 'utf8');
    while (end < lines.length && end - start < limits.maxEvents) {
      const next = Buffer.byteLength(lines[end], 'utf8') + 1;
      if (bytes + next > limits.maxBytes) {
        break;
      }
      bytes += next;
      end += 1;
    }
    messages.push({
      subject: dataset.subject ?? '',
      headers: {
        'Content-Type': 'application/x-ndjson',
        [RUN_HEADER]: run,
        [RUN_POSITION_HEADER]: String(firstOrdinal + start),
      },
      bytes: ndjson(lines.slice(start, end)),
      events: end - start,
    });
    start = end;
  }
  return messages;
}

const LINE_BREAK = Buffer.from('\n');

function ndjson(lines: readonly EventLine[]): Uint8Array {
  if (lines.every((line) => typeof line === 'string')) {
    return Buffer.from(lines.join('\n'), 'utf8');
  }
  const parts = lines.map((line) => (typeof line === 'string' ? Buffer.from(line, 'utf8') : line));
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [LINE_BREAK, part])));
}

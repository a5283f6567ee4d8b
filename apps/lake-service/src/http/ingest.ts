import { BusError, type EventLog } from '@assay/bus';
import { createFramer, readMessageRun, type FramedMessage, type Framer } from '@assay/query';
import {
  MAX_EVENTS_PER_MESSAGE,
  positionOf,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
} from '@assay/schemas';
import { arrayAsLines } from './json-array.js';

/** Why a line cannot be a row. */
export type LineRefusal = Pick<DeadLetter, 'reason' | 'field' | 'detail'>;

/** What became of one event of a body. */
export interface LineResult {
  /** 1 for the first event; blank lines are no events. */
  readonly line: number;
  /** `_pos` of the event, as decimal text: it is durable. */
  readonly position: string;
  /** Present when it is stored as a dead letter instead of a row. */
  readonly refused?: LineRefusal;
}

/** The reply to one request. */
export interface IngestReply {
  readonly status: 200 | 400 | 413 | 422 | 429 | 503;
  readonly body: Record<string, unknown>;
}

/** One request body, as it came. */
export interface IngestRequest {
  readonly dataset: Dataset;
  /** In lower case; empty when none was sent. */
  readonly contentType: string;
  readonly run: string | undefined;
  readonly runPosition: string | undefined;
  readonly bytes: Uint8Array;
}

/** Takes request bodies into the log. */
export type Ingest = (request: IngestRequest) => Promise<IngestReply>;

/**
 * Makes the ingest of a log. A body becomes one message as it is, refused lines included: they end as
 * dead letters, so that nothing a client sent is lost and `Assay-Run-Pos` counts the same events on
 * both sides. The reply comes once the message is durable.
 */
export function createIngest(log: Pick<EventLog, 'append'>, registry: DatasetRegistry): Ingest {
  const framer = createFramer(registry);
  return async (request) => {
    const message = messageOf(request);
    const { problem } = readMessageRun(message.headers);
    if (problem !== undefined) {
      return refusal(400, 'BAD_HEADER', problem);
    }
    const { events, refused } = check(framer, message);
    const whole = [...refused.values()].find(({ reason }) => WHOLE_BODY.has(reason));
    if (whole !== undefined) {
      return refusal(whole.reason === 'TOO_MANY_EVENTS' ? 413 : 400, whole.reason, whole.detail);
    }
    try {
      return accepted(request.dataset, await log.append(message), events, refused);
    } catch (error) {
      if (error instanceof BusError) {
        return notStored(error);
      }
      throw error;
    }
  };
}

/** The log's refusal in terms of HTTP. Only what the client can mend or wait for is its business. */
function notStored({ code, message }: BusError): IngestReply {
  switch (code) {
    case 'BACK_PRESSURE':
    case 'LOG_FULL':
      return refusal(429, code, `${message}, with the same headers`);
    case 'MESSAGE_TOO_LARGE':
      return refusal(413, code, message);
    case 'BAD_MESSAGE':
      return refusal(400, code, message);
    default:
      return refusal(
        503,
        'NOT_STORED',
        `it is not known to be stored (${message}): send it again with the same headers`,
      );
  }
}

/** Reasons that speak of a body as a whole: it is refused, and nothing of it is stored. */
const WHOLE_BODY: ReadonlySet<string> = new Set(['EMPTY_MESSAGE', 'TOO_MANY_EVENTS']);

function messageOf(request: IngestRequest): FramedMessage & { readonly subject: string } {
  const isJson = request.contentType.startsWith('application/json');
  const lines = isJson ? arrayAsLines(request.bytes) : undefined;
  const isLines = lines !== undefined || request.contentType.startsWith('application/x-ndjson');
  const headers: Record<string, string> = {
    ...(isLines ? { 'Content-Type': 'application/x-ndjson' } : {}),
    ...(isJson && !isLines ? { 'Content-Type': 'application/json' } : {}),
    ...(request.run === undefined ? {} : { [RUN_HEADER]: request.run }),
    ...(request.runPosition === undefined ? {} : { [RUN_POSITION_HEADER]: request.runPosition }),
  };
  return { subject: request.dataset.subject ?? '', headers, bytes: lines ?? request.bytes };
}

/** Frames the body as Bronze will, to tell the client now what will become of each line. */
function check(framer: Framer, message: FramedMessage) {
  const refused = new Map<number, LineRefusal>();
  const { events } = framer.frame(message, {
    row: () => undefined,
    deadLetter: ({ reason, field, detail }, index) => {
      refused.set(index, { reason, field, detail });
    },
  });
  return { events, refused };
}

function accepted(
  dataset: Dataset,
  sequence: bigint,
  events: number,
  refused: ReadonlyMap<number, LineRefusal>,
): IngestReply {
  const lines: LineResult[] = Array.from({ length: events }, (_, index) => {
    const why = refused.get(index);
    const position = positionOf(sequence, index).toString();
    return { line: index + 1, position, ...(why === undefined ? {} : { refused: why }) };
  });
  return {
    status: refused.size === events ? 422 : 200,
    body: {
      dataset: dataset.id,
      sequence: sequence.toString(),
      accepted: events - refused.size,
      refused: refused.size,
      lines,
    },
  };
}

function refusal(status: 400 | 413 | 429 | 503, code: string, message: string): IngestReply {
  const hint = code === 'TOO_MANY_EVENTS' ? { limit: MAX_EVENTS_PER_MESSAGE } : {};
  return { status, body: { error: { code, message, ...hint } } };
}

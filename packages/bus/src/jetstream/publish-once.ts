import { BusError } from '../errors.js';
import type { OutgoingMessage } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import { MESSAGE_ID_HEADER } from './message-id.js';
import { natsToBusError, publishRefusal, whileStarting } from './nats-errors.js';
import { prepareMessage } from './prepare-message.js';

/** What became of a message that may be in its stream only once. */
export interface OnceAck {
  readonly stream: string | undefined;
  readonly sequence: bigint | undefined;
  /** The stream held a message of this subject before: nothing was stored. */
  readonly existed: boolean;
}

/** How long a server that does not answer is tried. */
export interface OnceLimits {
  readonly giveUpAfterMs: number;
}

const EXPECTED_HEADER = 'Nats-Expected-Last-Subject-Sequence';
/** `err_code` of a publication whose expectation does not hold. */
const WRONG_LAST_SEQUENCE = new Set([10071, 10164]);
const REQUEST_MS = 2_000;
const PAUSE_MS = 250;

/**
 * Stores a message unless the stream holds one of its subject: a create-if-absent in the log. The
 * subject has to be this message's alone. Unlike a message id, which a server forgets, this holds
 * for as long as the stream keeps the message, over restarts of server and client, and for a
 * client that was frozen in between. Sent again by itself while the outcome is unknown. Rejects
 * with a `BusError`.
 *
 * @param id the message id, so that the server need not look at its subjects for the usual retry
 */
export async function publishOnce(
  connection: JetStreamConnection,
  message: OutgoingMessage,
  id: string,
  { giveUpAfterMs }: OnceLimits = { giveUpAfterMs: 30_000 },
): Promise<OnceAck> {
  const headers = { ...message.headers, [EXPECTED_HEADER]: '0', [MESSAGE_ID_HEADER]: id };
  const { subject, bytes } = message;
  const prepared = prepareMessage({ subject, bytes, headers }, id, connection.maxPayload);
  const what = `publishing once to ${subject}`;
  const { clock, nats } = connection;
  const untilMs = clock.monotonicMs() + giveUpAfterMs;
  for (;;) {
    try {
      const reply = await nats.request(subject, prepared.bytes, {
        headers: prepared.headers,
        timeout: REQUEST_MS,
      });
      return readAnswer(reply.string(), what);
    } catch (error) {
      const problem = whileStarting(natsToBusError(error, what));
      const isPassing = problem instanceof BusError && problem.retryable;
      if (!isPassing || problem.code === 'LOG_FULL' || clock.monotonicMs() >= untilMs) {
        throw problem;
      }
    }
    await clock.sleep(PAUSE_MS);
  }
}

interface Answer {
  readonly stream?: string;
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: {
    readonly code?: number;
    readonly err_code?: number;
    readonly description?: string;
  };
}

function readAnswer(text: string, what: string): OnceAck {
  if (text === '') {
    throw new BusError('UNAVAILABLE', `${what}: no stream takes it, or it has no leader`, {
      retryable: true,
    });
  }
  const { stream, seq, duplicate = false, error } = JSON.parse(text) as Answer;
  if (error !== undefined) {
    if (WRONG_LAST_SEQUENCE.has(error.err_code ?? 0)) {
      const found = /(\d+)\s*$/.exec(error.description ?? '')?.[1];
      return {
        stream: undefined,
        sequence: found === undefined ? undefined : BigInt(found),
        existed: true,
      };
    }
    throw publishRefusal(error, what);
  }
  if (stream === undefined || seq === undefined) {
    const words = `${what}: expected an acknowledgement, was ${text.slice(0, 200)}`;
    throw new BusError('UNAVAILABLE', words, { retryable: true });
  }
  return { stream, sequence: BigInt(seq), existed: duplicate };
}

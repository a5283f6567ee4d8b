import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { BusError } from '../errors.js';
import { publishRefusal } from './nats-errors.js';
import { toSequence } from './sequence-number.js';

/** The server's word that a message is durable. */
export interface PublishAck {
  readonly stream: string;
  readonly sequence: bigint;
  /** A message of this id was stored before: `sequence` is that one's. */
  readonly isDuplicate: boolean;
  /** How often it was sent. */
  readonly tries: number;
}

/** One message as it goes out: the same in every try. */
export interface PreparedMessage {
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly bytes: Uint8Array;
  /** Payload and headers. */
  readonly size: number;
}

/** A message between `publish` and its acknowledgement. */
export interface PublishEntry {
  readonly token: number;
  readonly message: PreparedMessage;
  readonly acceptedMs: number;
  sentMs: number;
  tries: number;
  /** Why the last try was not stored, where the server gave a reason. */
  refusal: BusError | undefined;
  /** An earlier try had no answer: it may be stored, whatever later ones are told. */
  isUncertain: boolean;
  readonly resolve: (ack: PublishAck) => void;
  readonly reject: (error: unknown) => void;
}

/** Ways to fail that one more try may mend: the server starts, or elects a leader. */
export const isPassing = ({ retryable, code }: BusError): boolean =>
  retryable && code !== 'LOG_FULL';

/** What the server's answer says. */
export function readAnswer(
  message: Msg,
  { message: { subject }, tries }: PublishEntry,
): PublishAck | BusError {
  const what = `publishing to ${subject}`;
  if (message.data.length === 0) {
    const words = `${what}: no stream takes it, or it has no leader`;
    return new BusError('UNAVAILABLE', words, { retryable: true });
  }
  const answer = message.json<{
    readonly stream?: string;
    readonly seq?: number;
    readonly duplicate?: boolean;
    readonly error?: { readonly code?: number; readonly description?: string };
  }>();
  if (answer.error !== undefined) return publishRefusal(answer.error, what);
  const { stream, seq, duplicate = false } = answer;
  if (stream === undefined || seq === undefined) {
    const was = message.string().slice(0, 200);
    return new BusError('UNDECIDED', `${what}: expected an acknowledgement, was ${was}`);
  }
  return { stream, sequence: toSequence(seq, stream), isDuplicate: duplicate, tries };
}

/** Why a message was given up: what is known of whether it is stored. */
export function givenUp(entry: PublishEntry, afterMs: number): BusError {
  const { subject } = entry.message;
  if (entry.refusal !== undefined && !entry.isUncertain) return entry.refusal;
  if (entry.tries === 0) {
    const words = `publishing to ${subject}: the server was out of reach for ${afterMs} ms`;
    return new BusError('UNAVAILABLE', `${words}; nothing was stored`, { retryable: true });
  }
  return undecided(entry, entry.refusal?.message ?? `no acknowledgement within ${afterMs} ms`);
}

/** It was sent, and nobody said what became of it. */
export function undecided(entry: PublishEntry, reason: string): BusError {
  return new BusError(
    'UNDECIDED',
    `publishing to ${entry.message.subject}, sent ${entry.tries} times: ${reason}; it may be ` +
      'stored: send it again with the same run and ordinal',
  );
}

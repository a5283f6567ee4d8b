import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { BusError } from '../errors.js';
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
export declare const isPassing: ({ retryable, code }: BusError) => boolean;
/** What the server's answer says. */
export declare function readAnswer(
  message: Msg,
  {
    message: { subject },
    tries,
  }: PublishEntry,
): PublishAck | BusError;
/** Why a message was given up: what is known of whether it is stored. */
export declare function givenUp(entry: PublishEntry, afterMs: number): BusError;
/** It was sent, and nobody said what became of it. */
export declare function undecided(entry: PublishEntry, reason: string): BusError;
//# sourceMappingURL=publish-entry.d.ts.map

import type { LogMessage } from '@assay/bus';
import type { Gap, MessageMark } from '@assay/ledger';
import { messageFingerprint } from '@assay/schemas';
import { GoldError } from '../errors.js';
import { decodeMessage, type DecodedMessage, type MessageDecoder } from './decode-message.js';

/** Why a message that was read is not looked into; undefined: it is. */
export type SkipReason = (message: LogMessage) => string | undefined;

/** A message of a batch, and what it holds. */
export interface BatchMessage extends DecodedMessage {
  readonly message: LogMessage;
  /** Why nothing of it is stored. */
  readonly skipped: string | undefined;
}

/** What has been read from the log and not yet been committed: a contiguous range of sequences. */
export class MessageBatch {
  /** The first sequence it covers, also when that message is missing from the log. */
  readonly from: bigint;
  readonly gaps: Gap[] = [];
  readonly messages: BatchMessage[] = [];
  events = 0;
  bytes = 0;
  private readonly decoder: MessageDecoder;
  private readonly skip: SkipReason;
  private next: bigint;

  constructor(from: bigint, decoder: MessageDecoder, skip: SkipReason) {
    this.from = from;
    this.next = from;
    this.decoder = decoder;
    this.skip = skip;
  }

  /** The last sequence it covers; `from - 1` while it covers nothing. */
  get to(): bigint {
    return this.next - 1n;
  }

  get isEmpty(): boolean {
    return this.next === this.from;
  }

  /** The last message read; undefined while there is none. */
  lastMessage(): MessageMark | undefined {
    const last = this.messages.at(-1)?.message;
    if (last === undefined) {
      return undefined;
    }
    const { sequence, serverTimeNs, subject, headers, bytes } = last;
    return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
  }

  /** Takes in the next message; a jump in sequences becomes a declared gap. */
  add(message: LogMessage): void {
    const { sequence } = message;
    if (sequence < this.next) {
      throw new GoldError(
        'COVERAGE',
        `message ${sequence} (${message.subject}): expected message ${this.next} or later, was one ` +
          'that was read before',
      );
    }
    if (sequence > this.next) {
      this.declareGap(sequence - 1n, 'log-gap');
    }
    const why = this.skip(message);
    const decoded =
      why === undefined ? decodeMessage(this.decoder, message) : { events: [], extraFields: 0 };
    const skipped = why ?? (decoded.events.length === 0 ? 'no-levels' : undefined);
    this.messages.push({ message, ...decoded, skipped });
    this.events += decoded.events.length;
    this.bytes += message.bytes.length;
    this.next = sequence + 1n;
  }

  /** Covers everything up to `to` as missing from the log. */
  declareGap(to: bigint, reason: string): void {
    this.gaps.push({ from: this.next, to, reason });
    this.next = to + 1n;
  }
}

import { createInbox } from '@nats-io/transport-node';
import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import type { Counter } from '@assay/telemetry';
import { BusError } from '../errors.js';
import type { JetStreamConnection } from './connection.js';
import { natsToBusError, publishRefusal } from './nats-errors.js';

/** How much may wait for the server, and for how long. */
export interface PublishLimits {
  /** Messages that are sent and not acknowledged yet (default 4,096). */
  readonly windowMessages: number;
  /** Bytes accepted and not durable yet, sent or not; beyond, `BACK_PRESSURE` (default 64 MiB). */
  readonly maxPendingBytes: number;
  /** After so long without an acknowledgement a message is sent again, under its id (default 5 s). */
  readonly ackTimeoutMs: number;
  /** After so long without success a message is given up (default 60 s). */
  readonly giveUpAfterMs: number;
}

export const DEFAULT_PUBLISH_LIMITS: PublishLimits = {
  windowMessages: 4_096,
  maxPendingBytes: 64 * 1024 * 1024,
  ackTimeoutMs: 5_000,
  giveUpAfterMs: 60_000,
};

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

interface Entry {
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

/** Ways to fail that one more try may mend: the server starts, elects, or has no room for a moment. */
const isPassing = ({ retryable, code }: BusError): boolean => retryable && code !== 'LOG_FULL';

/**
 * Publishes with many acknowledgements outstanding, all to one inbox. Messages go out in the order they
 * came; after a loss of connection all that are not acknowledged go out again, in that order, before
 * anything new. A message that is sent again has the same id, so that it is stored once.
 */
export class PublishWindow {
  /** Bytes accepted and not durable yet. */
  pendingBytes = 0;
  private readonly connection: JetStreamConnection;
  private readonly limits: PublishLimits;
  private readonly retries: Counter;
  private readonly inbox: string;
  private readonly stopListening: () => void;
  private readonly unsubscribe: () => void;
  /** Sent, by token; the oldest first. */
  private readonly sent = new Map<number, Entry>();
  /** To be sent: the next one is at `head`. */
  private waiting: Entry[] = [];
  private head = 0;
  private lossesSeen: number;
  private tokenCount = 0;
  private cancelLook: (() => void) | undefined;
  private closedBy: BusError | undefined;
  private roomWaiters: (() => void)[] = [];
  private emptyWaiters: (() => void)[] = [];

  constructor(connection: JetStreamConnection, limits: PublishLimits) {
    this.connection = connection;
    this.limits = limits;
    this.lossesSeen = connection.losses;
    this.retries = connection.metrics.counter({
      name: 'assay_log_publish_retries_total',
      help: 'Messages that were sent to the event log once more, under their id.',
    });
    this.inbox = createInbox();
    const subscription = connection.nats.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.receive(message);
        else this.end(natsToBusError(error, 'publishing') as BusError);
      },
    });
    this.unsubscribe = () => subscription.unsubscribe();
    this.stopListening = connection.onChange(() => this.noticeChange());
  }

  /** Rejects with `BACK_PRESSURE` and `CLOSED` before anything is sent. */
  publish(message: PreparedMessage): Promise<PublishAck> {
    const { limits, connection } = this;
    const refusal = this.closedBy ?? connection.closedBy;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.pendingBytes > 0 && this.pendingBytes + message.size > limits.maxPendingBytes) {
      const was = `${this.pendingBytes + message.size}`;
      const words = `expected at most ${limits.maxPendingBytes} bytes pending, was ${was}`;
      return Promise.reject(
        new BusError('BACK_PRESSURE', `${words}: send it again a little later`),
      );
    }
    return new Promise((resolve, reject) => {
      this.tokenCount += 1;
      const nowMs = connection.clock.monotonicMs();
      const token = this.tokenCount;
      const start = { tries: 0, sentMs: nowMs, refusal: undefined, isUncertain: false };
      this.waiting.push({ token, message, acceptedMs: nowMs, ...start, resolve, reject });
      this.pendingBytes += message.size;
      this.pump();
      this.scheduleLook();
    });
  }

  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. */
  async waitForRoom(bytes = 0): Promise<void> {
    while (this.pendingBytes > 0 && this.pendingBytes + bytes > this.limits.maxPendingBytes) {
      const refusal = this.closedBy ?? this.connection.closedBy;
      if (refusal !== undefined) throw refusal;
      await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
    }
  }

  /** Takes nothing more, and waits until what was accepted is durable or given up. */
  async close(): Promise<void> {
    this.closedBy ??= new BusError('CLOSED', 'expected an open log, was closed');
    while (this.count > 0) {
      await new Promise<void>((resolve) => this.emptyWaiters.push(resolve));
    }
    this.cancelLook?.();
    this.stopListening();
    this.unsubscribe();
  }

  private get count(): number {
    return this.sent.size + this.waiting.length - this.head;
  }

  /** Sends what the window has room for. While the connection is away, nothing. */
  private pump(): void {
    const { connection, limits, waiting } = this;
    if (!connection.isConnected) return;
    while (this.sent.size < limits.windowMessages && this.head < waiting.length) {
      const entry = waiting[this.head];
      if (entry === undefined) return;
      this.head += 1;
      this.send(entry);
    }
    if (this.head === waiting.length) {
      this.waiting = [];
      this.head = 0;
    }
  }

  private send(entry: Entry): void {
    const { connection, inbox } = this;
    const { subject, headers, bytes } = entry.message;
    if (entry.tries > 0) {
      this.retries.add(1);
      entry.isUncertain ||= entry.refusal === undefined;
      entry.refusal = undefined;
    }
    entry.tries += 1;
    entry.sentMs = connection.clock.monotonicMs();
    this.sent.delete(entry.token);
    this.sent.set(entry.token, entry);
    try {
      connection.nats.publish(subject, bytes, { headers, reply: `${inbox}.${entry.token}` });
    } catch (error) {
      this.settle(entry, () => entry.reject(natsToBusError(error, `publishing to ${subject}`)));
    }
  }

  private receive(message: Msg): void {
    const entry = this.sent.get(Number(message.subject.slice(this.inbox.length + 1)));
    // A second answer to a message that was sent twice.
    if (entry === undefined) return;
    const answer = readAnswer(message, entry);
    if (!(answer instanceof BusError)) {
      this.settle(entry, () => entry.resolve(answer));
    } else if (isPassing(answer)) {
      // It stays in the window and is sent again when its time is over.
      entry.refusal = answer;
    } else {
      this.settle(entry, () => entry.reject(answer));
    }
  }

  private settle(entry: Entry, tell: () => void): void {
    this.sent.delete(entry.token);
    this.pendingBytes -= entry.message.size;
    tell();
    this.pump();
    this.wakeWaiters();
  }

  private wakeWaiters(): void {
    if (this.roomWaiters.length > 0) {
      const { roomWaiters } = this;
      this.roomWaiters = [];
      for (const wake of roomWaiters) wake();
    }
    if (this.count === 0 && this.emptyWaiters.length > 0) {
      const { emptyWaiters } = this;
      this.emptyWaiters = [];
      for (const wake of emptyWaiters) wake();
    }
  }

  /** After a loss everything that was sent is to be sent again, before what has not been sent yet. */
  private noticeChange(): void {
    const { connection } = this;
    if (connection.closedBy !== undefined) {
      this.end(connection.closedBy);
      return;
    }
    if (connection.losses !== this.lossesSeen) {
      this.lossesSeen = connection.losses;
      const again = [...this.sent.values()].sort((left, right) => left.token - right.token);
      this.sent.clear();
      this.waiting = [...again, ...this.waiting.slice(this.head)];
      this.head = 0;
    }
    this.pump();
  }

  private scheduleLook(): void {
    if (this.cancelLook !== undefined || this.count === 0) return;
    this.cancelLook = this.connection.clock.schedule(this.limits.ackTimeoutMs / 4, () => {
      this.cancelLook = undefined;
      this.look();
      this.scheduleLook();
    });
  }

  /** Sends again what waits too long, and gives up what waited far too long. */
  private look(): void {
    const { connection, limits } = this;
    const nowMs = connection.clock.monotonicMs();
    for (const entry of [...this.sent.values()]) {
      if (nowMs - entry.sentMs < limits.ackTimeoutMs && entry.refusal === undefined) continue;
      if (nowMs - entry.acceptedMs >= limits.giveUpAfterMs) {
        this.settle(entry, () => entry.reject(givenUp(entry, limits.giveUpAfterMs)));
      } else if (connection.isConnected) {
        this.send(entry);
      }
    }
    const unsent = this.waiting.slice(this.head);
    const late = (entry: Entry) => nowMs - entry.acceptedMs >= limits.giveUpAfterMs;
    this.waiting = unsent.filter((entry) => !late(entry));
    this.head = 0;
    for (const entry of unsent.filter(late)) {
      this.settle(entry, () => entry.reject(givenUp(entry, limits.giveUpAfterMs)));
    }
    this.pump();
  }

  /** Nothing can be sent any more. */
  private end(error: BusError): void {
    this.closedBy ??= error;
    const entries = [...this.sent.values(), ...this.waiting.slice(this.head)];
    this.sent.clear();
    this.waiting = [];
    this.head = 0;
    this.pendingBytes = 0;
    for (const entry of entries) {
      entry.reject(entry.tries === 0 ? error : undecided(entry, error.message));
    }
    this.wakeWaiters();
  }
}

function readAnswer(message: Msg, { message: { subject }, tries }: Entry): PublishAck | BusError {
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
  return { stream, sequence: BigInt(seq), isDuplicate: duplicate, tries };
}

function givenUp(entry: Entry, afterMs: number): BusError {
  const { subject } = entry.message;
  if (entry.refusal !== undefined && !entry.isUncertain) return entry.refusal;
  if (entry.tries === 0) {
    const words = `publishing to ${subject}: the server was out of reach for ${afterMs} ms`;
    return new BusError('UNAVAILABLE', `${words}; nothing was stored`, { retryable: true });
  }
  return undecided(entry, entry.refusal?.message ?? `no acknowledgement within ${afterMs} ms`);
}

function undecided(entry: Entry, reason: string): BusError {
  return new BusError(
    'UNDECIDED',
    `publishing to ${entry.message.subject}, sent ${entry.tries} times: ${reason}; it may be ` +
      'stored: send it again with the same run and ordinal',
  );
}

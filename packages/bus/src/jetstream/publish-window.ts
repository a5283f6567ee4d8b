import { createInbox } from '@nats-io/transport-node';
import type { Msg } from '@nats-io/transport-node';
import type { Counter } from '@assay/telemetry';
import { BusError } from '../errors.js';
import type { JetStreamConnection } from './connection.js';
import { natsToBusError } from './nats-errors.js';
import { givenUp, isPassing, readAnswer, undecided } from './publish-entry.js';
import type { PreparedMessage, PublishAck, PublishEntry } from './publish-entry.js';

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
  /** `close` gives up after so long what is not acknowledged by then (default 10 s). */
  readonly closeWithinMs: number;
}

/** Share of the window that is out when what waits is sent. */
const REFILL_AT = 0.75;

export const DEFAULT_PUBLISH_LIMITS: PublishLimits = {
  windowMessages: 4_096,
  maxPendingBytes: 64 * 1024 * 1024,
  ackTimeoutMs: 5_000,
  giveUpAfterMs: 60_000,
  closeWithinMs: 10_000,
};

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
  private readonly sent = new Map<number, PublishEntry>();
  /** To be sent: the next one is at `head`. */
  private waiting: PublishEntry[] = [];
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
      // While others wait, the window is refilled a quarter at a time: see `settle`.
      const isFirst = this.head === this.waiting.length;
      this.waiting.push({ token, message, acceptedMs: nowMs, ...start, resolve, reject });
      this.pendingBytes += message.size;
      if (isFirst) this.pump();
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
    const { connection, limits } = this;
    this.closedBy ??= new BusError('CLOSED', 'expected an open log, was closed');
    const cancel = connection.clock.schedule(limits.closeWithinMs, () => {
      this.giveUp(() => true);
    });
    while (this.count > 0) {
      await new Promise<void>((resolve) => this.emptyWaiters.push(resolve));
    }
    cancel();
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

  private send(entry: PublishEntry): void {
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
      // What is true of this try need not be of an earlier one, which nobody answered.
      const error = entry.isUncertain ? undecided(entry, answer.message) : answer;
      this.settle(entry, () => entry.reject(error));
    }
  }

  private settle(entry: PublishEntry, tell: () => void): void {
    this.sent.delete(entry.token);
    this.pendingBytes -= entry.message.size;
    tell();
    // One large write instead of many small ones; what is out keeps the server busy meanwhile.
    if (this.sent.size <= this.limits.windowMessages * REFILL_AT) this.pump();
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
    const hasFailed = ({ sentMs, refusal }: PublishEntry): boolean =>
      nowMs - sentMs >= limits.ackTimeoutMs || refusal !== undefined;
    this.giveUp((entry) => {
      return nowMs - entry.acceptedMs >= limits.giveUpAfterMs && hasFailed(entry);
    });
    for (const entry of [...this.sent.values()]) {
      if (connection.isConnected && hasFailed(entry)) this.send(entry);
    }
    this.pump();
  }

  private giveUp(isLate: (entry: PublishEntry) => boolean): void {
    const nowMs = this.connection.clock.monotonicMs();
    const unsent = this.waiting.slice(this.head);
    const late = [...this.sent.values(), ...unsent].filter(isLate);
    this.waiting = unsent.filter((entry) => !isLate(entry));
    this.head = 0;
    for (const entry of late) {
      const afterMs = Math.round(nowMs - entry.acceptedMs);
      this.settle(entry, () => entry.reject(givenUp(entry, afterMs)));
    }
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

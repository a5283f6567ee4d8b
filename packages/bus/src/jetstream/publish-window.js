import { createInbox } from '@nats-io/transport-node';
import { BusError } from '../errors.js';
import { natsToBusError } from './nats-errors.js';
import { givenUp, isPassing, readAnswer, undecided } from './publish-entry.js';
/** Share of the window that is out when what waits is sent. */
const REFILL_AT = 0.75;
export const DEFAULT_PUBLISH_LIMITS = {
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
  connection;
  limits;
  retries;
  inbox;
  stopListening;
  unsubscribe;
  /** Sent, by token; the oldest first. */
  sent = new Map();
  /** To be sent: the next one is at `head`. */
  waiting = [];
  head = 0;
  lossesSeen;
  tokenCount = 0;
  cancelLook;
  closedBy;
  roomWaiters = [];
  emptyWaiters = [];
  constructor(connection, limits) {
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
        else this.end(natsToBusError(error, 'publishing'));
      },
    });
    this.unsubscribe = () => subscription.unsubscribe();
    this.stopListening = connection.onChange(() => this.noticeChange());
  }
  /** Rejects with `BACK_PRESSURE` and `CLOSED` before anything is sent. */
  publish(message) {
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
  async waitForRoom(bytes = 0) {
    while (this.pendingBytes > 0 && this.pendingBytes + bytes > this.limits.maxPendingBytes) {
      const refusal = this.closedBy ?? this.connection.closedBy;
      if (refusal !== undefined) throw refusal;
      await new Promise((resolve) => this.roomWaiters.push(resolve));
    }
  }
  /** Takes nothing more, and waits until what was accepted is durable or given up. */
  async close() {
    const { connection, limits } = this;
    this.closedBy ??= new BusError('CLOSED', 'expected an open log, was closed');
    const cancel = connection.clock.schedule(limits.closeWithinMs, () => {
      this.giveUp(() => true);
    });
    while (this.count > 0) {
      await new Promise((resolve) => this.emptyWaiters.push(resolve));
    }
    cancel();
    this.cancelLook?.();
    this.stopListening();
    this.unsubscribe();
  }
  get count() {
    return this.sent.size + this.waiting.length - this.head;
  }
  /** Sends what the window has room for. While the connection is away, nothing. */
  pump() {
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
  send(entry) {
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
  receive(message) {
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
  settle(entry, tell) {
    this.sent.delete(entry.token);
    this.pendingBytes -= entry.message.size;
    tell();
    // One large write instead of many small ones; what is out keeps the server busy meanwhile.
    if (this.sent.size <= this.limits.windowMessages * REFILL_AT) this.pump();
    this.wakeWaiters();
  }
  wakeWaiters() {
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
  noticeChange() {
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
  scheduleLook() {
    if (this.cancelLook !== undefined || this.count === 0) return;
    this.cancelLook = this.connection.clock.schedule(this.limits.ackTimeoutMs / 4, () => {
      this.cancelLook = undefined;
      this.look();
      this.scheduleLook();
    });
  }
  /** Sends again what waits too long, and gives up what waited far too long. */
  look() {
    const { connection, limits } = this;
    const nowMs = connection.clock.monotonicMs();
    this.giveUp(({ acceptedMs }) => nowMs - acceptedMs >= limits.giveUpAfterMs);
    for (const entry of [...this.sent.values()]) {
      if (nowMs - entry.sentMs < limits.ackTimeoutMs && entry.refusal === undefined) continue;
      if (connection.isConnected) this.send(entry);
    }
    this.pump();
  }
  giveUp(isLate) {
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
  end(error) {
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
//# sourceMappingURL=publish-window.js.map

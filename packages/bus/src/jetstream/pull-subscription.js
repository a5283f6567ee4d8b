import { createInbox } from '@nats-io/transport-node';
import { DeliveryReader } from './delivery-reader.js';
export const DEFAULT_PULL_LIMITS = {
  messages: 10_000,
  bufferedBytes: 64 * 1024 * 1024,
  expiresMs: 30_000,
  heartbeatMs: 2_000,
};
/** Bytes that a message takes beside its payload while it waits: objects and headers. */
const MESSAGE_OVERHEAD_BYTES = 256;
/** What the protocol adds to a payload in a pull's own count: subject and reply. */
const ENVELOPE_BYTES = 64 * 1024;
/** So many requests' messages are out at a time: the server always has the next ones at hand. */
const PULLS_OUT = 2;
/** Heartbeats that may be missing, one more than the server can lose by bad timing. */
const HEARTBEATS_MISSED = 3;
/** How many messages a request that is over has not brought. */
const LEFT_HEADER = 'Nats-Pending-Messages';
/** The server's words for a request that is over, and may be followed by the next one. */
const IS_OVER = /exceeds maxbytes|batch completed/;
const nobodyWaits = () => undefined;
/**
 * One consumer's deliveries. Asking is the back-pressure: no more is asked for than fits the buffer, so
 * that what is under way and what waits for the reader stay below `bufferedBytes`.
 */
export class PullSubscription {
  /** Set once the consumer can give nothing more. What was received stays readable. */
  trouble;
  /** The server's words about the trouble, where it had any. */
  troubleDetail = '';
  /** The server has said that it has nothing more for now. Only a reading that does not follow asks. */
  isDrained = false;
  /** Messages that came, in all. */
  received = 0;
  connection;
  limits;
  follow;
  requestSubject;
  inbox;
  pullBytes;
  losses;
  subscription;
  stopListening;
  /**
   * Messages that are asked for and have not come. The server serves its open requests in turns, and
   * older ones do not say when one is fulfilled, so that only their sum is known.
   */
  messagesOut = 0;
  reader = new DeliveryReader();
  queue = [];
  queuedBytes = 0;
  nextDelivery = 1;
  nextSequence;
  pullCount = 0;
  signs = 0;
  cancelWatch = () => undefined;
  wake = nobodyWaits;
  constructor(connection, consumer, options) {
    const { nats, apiPrefix, maxPayload, losses } = connection;
    this.connection = connection;
    this.limits = options.limits;
    this.follow = options.follow;
    this.nextSequence = consumer.from;
    this.requestSubject = `${apiPrefix}.CONSUMER.MSG.NEXT.${consumer.stream}.${consumer.name}`;
    this.inbox = createInbox();
    // A message larger than a request would never come.
    const share = Math.floor(options.limits.bufferedBytes / (PULLS_OUT * 2));
    this.pullBytes = Math.max(share, maxPayload + ENVELOPE_BYTES);
    this.losses = losses;
    this.subscription = nats.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => {
        if (error !== null) this.stopFor('not-allowed', error.message);
        else this.receive(message);
      },
    });
    this.stopListening = connection.onChange(() => this.noticeLoss());
    this.pull();
  }
  /** Up to `max` messages that have come; empty when there is none. */
  take(max) {
    const taken = this.queue.length <= max ? this.queue : this.queue.slice(0, max);
    this.queue = taken === this.queue ? [] : this.queue.slice(max);
    for (const { bytes } of taken) this.queuedBytes -= bytes.length + MESSAGE_OVERHEAD_BYTES;
    this.pull();
    return taken;
  }
  /** Resolves when something came or changed. Only while somebody waits is silence a trouble. */
  async changed(signal) {
    if (this.queue.length > 0 || this.trouble !== undefined || this.isDrained) return;
    if (signal?.aborted === true) return;
    this.watchSilence();
    await new Promise((resolve) => {
      const done = () => {
        this.wake = nobodyWaits;
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.wake = done;
      signal?.addEventListener('abort', done, { once: true });
    });
    this.cancelWatch();
  }
  /** Nothing comes any more. */
  stop() {
    this.cancelWatch();
    this.stopListening();
    this.subscription.unsubscribe();
    this.messagesOut = 0;
  }
  /** Asks for as much as there is room for. */
  pull() {
    const { limits, connection } = this;
    while (this.trouble === undefined && !this.isDrained && this.hasRoom()) {
      this.pullCount += 1;
      this.messagesOut += limits.messages;
      const request = {
        batch: limits.messages,
        max_bytes: this.pullBytes,
        expires: limits.expiresMs * 1e6,
        idle_heartbeat: limits.heartbeatMs * 1e6,
      };
      connection.nats.publish(this.requestSubject, JSON.stringify(request), {
        reply: `${this.inbox}.${this.pullCount}`,
      });
    }
  }
  hasRoom() {
    const { limits, messagesOut } = this;
    if (messagesOut === 0 && this.queue.length === 0) return true;
    const pullsOut = Math.ceil(messagesOut / limits.messages);
    const bytes = this.queuedBytes + (pullsOut + 1) * this.pullBytes;
    return pullsOut < PULLS_OUT && bytes <= limits.bufferedBytes;
  }
  receive(message) {
    this.signs += 1;
    if (this.trouble !== undefined) return;
    const delivered = this.reader.read(message);
    if (delivered === undefined) {
      this.receiveStatus(message);
      return;
    }
    this.messagesOut = Math.max(0, this.messagesOut - 1);
    if (delivered.delivery !== this.nextDelivery) {
      this.stopFor(
        'delivery-lost',
        `expected delivery ${this.nextDelivery}, was ${delivered.delivery}`,
      );
      return;
    }
    this.nextDelivery += 1;
    const received = delivered.message;
    if (received.sequence < this.nextSequence) return;
    this.nextSequence = received.sequence + 1n;
    this.received += 1;
    this.queuedBytes += received.bytes.length + MESSAGE_OVERHEAD_BYTES;
    this.queue.push(received);
    if (delivered.pending === 0 && !this.follow) this.isDrained = true;
    if (this.messagesOut === 0) this.pull();
    this.wake();
  }
  /** A message without a sequence: the server says how a request went. */
  receiveStatus(message) {
    const { code = 0, description = '' } = message.headers ?? {};
    if (code === 100) {
      // A heartbeat comes when there is nothing to deliver.
      if (!this.follow) this.isDrained = true;
      this.wake();
      return;
    }
    const left = message.headers?.get(LEFT_HEADER) ?? '';
    const unfulfilled = left === '' ? this.limits.messages : Number(left);
    this.messagesOut = Math.max(0, this.messagesOut - unfulfilled);
    const words = description.toLowerCase();
    if (code === 503) {
      this.stopFor('consumer-gone', 'nobody answers for it');
    } else if (code === 409 && /deleted|leadership|server shutdown/.test(words)) {
      this.stopFor('consumer-gone', words);
    } else if (code === 404 || code === 408 || IS_OVER.test(words)) {
      this.pull();
    } else {
      this.stopFor('refused', `${code} ${words}`);
    }
    this.wake();
  }
  noticeLoss() {
    const { losses, closedBy } = this.connection;
    if (losses !== this.losses || closedBy !== undefined) this.stopFor('disconnected', '');
  }
  stopFor(trouble, detail) {
    this.trouble ??= trouble;
    this.troubleDetail ||= detail;
    this.wake();
  }
  /**
   * Looks for silence while the reader waits. A busy process runs its timers before it reads its socket,
   * so that the first look only gives what lies in the socket a turn to be read.
   */
  watchSilence(isSecondLook = false) {
    const { clock } = this.connection;
    const { signs } = this;
    const limitMs = this.limits.heartbeatMs * HEARTBEATS_MISSED;
    this.cancelWatch = clock.schedule(isSecondLook ? this.limits.heartbeatMs : limitMs, () => {
      const isSilent = this.signs === signs;
      if (isSilent && isSecondLook) {
        this.stopFor('silent', `nothing came for ${limitMs} ms, not even a heartbeat`);
      } else {
        this.watchSilence(isSilent);
      }
    });
  }
}
//# sourceMappingURL=pull-subscription.js.map

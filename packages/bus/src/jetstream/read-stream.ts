import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import type { ConsumerConfig, ConsumerInfo } from '@nats-io/jetstream';
import type { Counter } from '@assay/telemetry';
import { BusError } from '../errors.js';
import type { LogMessage, MessageMark, ReadOptions } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import { natsToBusError } from './nats-errors.js';
import { PullSubscription } from './pull-subscription.js';
import type { PullLimits } from './pull-subscription.js';
import { toClientSequence } from './sequence-number.js';
import { assertSameLog } from './stream-guard.js';
import type { StreamPlace } from './stream-guard.js';
import { whileConnected } from './while-connected.js';

/** What a reading stands on. */
export interface ReadParts {
  readonly stream: StreamPlace;
  readonly limits: PullLimits;
  readonly restarts: Counter;
  /** Aborted when the log is closed. */
  readonly closed: AbortSignal;
}

const DEFAULT_GROUP = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** A reading that does not follow is waited for: it does not outlast a long outage. */
const TRIES_WITHOUT_FOLLOW = 12;
/** A server that is starting may not know its streams at once. */
const TRIES_OF_MISSING = 4;
/** Nobody who stops reading waits longer for the server's goodbye. */
const FAREWELL_MS = 500;
/** The server forgets a consumer that nobody asked for so long: its process has died. */
const INACTIVE_NS = 5 * 60 * 1e9;

/**
 * Reads a stream through a consumer of its own, with no acknowledgements: it begins at the sequence that
 * is owed next, and whatever happens to it, another one is made that begins there.
 */
export async function* readStream(
  parts: ReadParts,
  from: bigint,
  options: ReadOptions = {},
): AsyncGenerator<readonly LogMessage[], void, undefined> {
  const { follow = false, maxMessages = DEFAULT_GROUP } = options;
  const { stream, closed, limits } = parts;
  const { connection } = stream;
  if (!follow) assertOpen(parts);
  const signal = options.signal === undefined ? closed : AbortSignal.any([options.signal, closed]);
  let { created } = options;
  let last: LogMessage | MessageMark | undefined = options.after;
  let next = from > 0n ? from : 1n;
  let end: bigint | undefined;
  let mayBeDeleted = true;
  let failures = 0;
  while (!signal.aborted) {
    const lossesBefore = connection.losses;
    let pull: PullSubscription | undefined;
    let consumer: string | undefined;
    try {
      const made = await whileConnected(connection, () => createConsumer(stream, next), signal);
      consumer = made.name;
      // Looked at only now: the consumer of a stream that goes after this look goes with it.
      const check = () => assertSameLog(stream, { created, last, mayBeDeleted });
      const state = await whileConnected(connection, check, signal);
      // Between what it knows and what comes next nothing was: whether that is so still, it cannot tell.
      const isUnsure = next > (last?.sequence ?? 0n) + 1n && next > state.firstSequence;
      if (!mayBeDeleted && options.created !== undefined && isUnsure) throw unsure(stream, next);
      mayBeDeleted = false;
      created ??= state.created;
      end ??= follow ? undefined : state.lastSequence;
      if (end !== undefined && next > end) return;
      if (next > state.lastSequence + 1n) throw ahead(stream, next, state.lastSequence);
      if (next < state.firstSequence && next > 1n) warnGone(parts, next, state.firstSequence);
      if (!follow && made.num_pending === 0) return;
      if (connection.losses !== lossesBefore) throw lost(stream);
      pull = new PullSubscription(
        connection,
        { stream: stream.name, name: made.name, from: next },
        { limits, follow },
      );
      while (!signal.aborted) {
        const group = upTo(end, pull.take(maxMessages));
        const newest = group.at(-1);
        if (newest !== undefined) {
          failures = 0;
          last = newest;
          next = newest.sequence + 1n;
          yield group;
        }
        if (end !== undefined && next > end) return;
        if (newest !== undefined) continue;
        if (pull.isDrained && pull.received === 0) return;
        // Whether that was all is known when another consumer, from here on, has nothing either.
        if (pull.isDrained) break;
        if (pull.trouble !== undefined) throw troubleOf(stream, pull);
        await pull.changed(signal);
      }
    } catch (error) {
      if (signal.aborted) break;
      failures += 1;
      const giveUp = whyGiveUp(error, connection, failures, follow);
      if (giveUp !== undefined) throw giveUp.error;
      const reason = pull?.trouble ?? 'no-consumer';
      parts.restarts.add(1, { stream: stream.name, reason });
      const words = error instanceof Error ? error.message : String(error);
      const fields = { stream: stream.name, next, reason, failures, error: words };
      connection.logger.warn('reading the event log was interrupted: going on', fields);
    } finally {
      pull?.stop();
      if (consumer !== undefined) await forget(stream, consumer);
    }
    await pause(parts, failures, signal);
  }
  if (!follow && options.signal?.aborted !== true) assertOpen(parts);
}

/** Failures that no new consumer mends; undefined when reading goes on. */
function whyGiveUp(
  error: unknown,
  connection: JetStreamConnection,
  failures: number,
  follow: boolean,
): { readonly error: unknown } | undefined {
  if (connection.closedBy !== undefined) return { error: connection.closedBy };
  if (!(error instanceof BusError)) return { error };
  if (error.code === 'LOG_DELETED') return failures < TRIES_OF_MISSING ? undefined : { error };
  if (error.code === 'UNSUPPORTED_SERVER') {
    // JetStream does not answer while the server starts.
    return failures < TRIES_WITHOUT_FOLLOW ? undefined : { error };
  }
  if (!error.retryable) return { error };
  return !follow && failures >= TRIES_WITHOUT_FOLLOW ? { error } : undefined;
}

async function createConsumer(stream: StreamPlace, from: bigint): Promise<ConsumerInfo> {
  const { connection, name } = stream;
  const { manager, randomness, features } = connection;
  const config: Partial<ConsumerConfig> = {
    name: `assay-${randomness.hex(8)}`,
    description: 'A reader of Assay; it keeps its own place',
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: toClientSequence(from, name),
    replay_policy: ReplayPolicy.Instant,
    inactive_threshold: INACTIVE_NS,
    mem_storage: true,
    num_replicas: 1,
    ...(features().consumerMetadata ? { metadata: { 'assay.reader': 'event-log' } } : {}),
  };
  try {
    return await manager.consumers.add(name, config);
  } catch (error) {
    throw natsToBusError(error, `creating a consumer of stream ${name}`);
  }
}

/** A consumer that is left over goes by itself; removing it at once keeps the operators' list short. */
async function forget({ connection, name }: StreamPlace, consumer: string): Promise<void> {
  if (!connection.isConnected) return;
  const removed = connection.manager.consumers.delete(name, consumer).catch((error: unknown) => {
    connection.logger.debug('a consumer was left to expire', { stream: name, consumer, error });
  });
  await Promise.race([removed, connection.clock.sleep(FAREWELL_MS)]);
}

/** Longer with every failure in a row; over at once when the connection is back. */
async function pause(
  { stream: { connection } }: ReadParts,
  failures: number,
  signal: AbortSignal,
): Promise<void> {
  if (failures === 0 || signal.aborted) return;
  const milliseconds = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stopListening();
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = connection.clock.schedule(milliseconds, done);
    const wasConnected = connection.isConnected;
    const stopListening = connection.onChange(() => {
      if ((connection.isConnected && !wasConnected) || connection.closedBy !== undefined) done();
    });
    signal.addEventListener('abort', done, { once: true });
  });
}

function upTo(end: bigint | undefined, group: LogMessage[]): LogMessage[] {
  const newest = group.at(-1);
  if (end === undefined || newest === undefined || newest.sequence <= end) return group;
  return group.filter(({ sequence }) => sequence <= end);
}

function warnGone({ stream }: ReadParts, wanted: bigint, first: bigint): void {
  const fields = { stream: stream.name, wanted, first };
  const words = 'the log no longer keeps what was asked for: reading on later';
  stream.connection.logger.warn(words, fields);
}

function troubleOf(stream: StreamPlace, { trouble, troubleDetail }: PullSubscription): BusError {
  const words = troubleDetail === '' ? '' : ` (${troubleDetail})`;
  return new BusError('UNAVAILABLE', `stream ${stream.name}: ${trouble ?? ''}${words}`, {
    retryable: trouble !== 'not-allowed',
  });
}

/** Following from there would skip what comes first. */
const ahead = ({ name }: StreamPlace, next: bigint, last: bigint): BusError =>
  new BusError(
    'LOG_REWOUND',
    `stream ${name}: expected to read on from ${last + 1n} or before, was ${next}: the server has ` +
      'lost the messages between; compare what it holds with what is stored',
  );

const unsure = ({ name }: StreamPlace, next: bigint): BusError =>
  new BusError(
    'LOG_REWOUND',
    `stream ${name}: expected nothing new before message ${next} after an interruption, was not to be ` +
      'told: compare what it holds with what is stored, then read again',
  );

const lost = ({ name }: StreamPlace): BusError =>
  new BusError('UNAVAILABLE', `stream ${name}: the connection was lost`, { retryable: true });

function assertOpen({ closed, stream }: ReadParts): void {
  if (closed.aborted) throw closed.reason;
  const { closedBy } = stream.connection;
  if (closedBy !== undefined) throw closedBy;
}

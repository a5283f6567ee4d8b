import { BusError, type EventLog, type LogMessage, type OutgoingMessage } from '@assay/bus';
import type { Clock } from '@assay/telemetry';
import { readMemoryLog } from './memory-log-reading.js';
import { markOf } from './message-mark.js';

/** An event log in memory, to which may happen what happens to real ones. */
export interface MemoryLog extends EventLog {
  /** What it holds now, in order. */
  readonly messages: readonly LogMessage[];
  readonly created: string;
  /** The last sequence that was used, by a message or by a hole. */
  readonly lastSequence: bigint;
  /** Whether `close` was called; `reopen` undoes it. */
  readonly closed: boolean;
  reopen(): void;
  /**
   * As a server that comes back with an older copy of its store: everything behind `sequence` is lost,
   * and the next message gets a sequence that was used before. Its identity stays the same.
   */
  loseTail(sequence: bigint): void;
  /** Deletes the log and makes it anew: empty, with another identity; which one is given back. */
  recreate(): string;
  /** Connects an incarnation again that `recreate` or another `bringBack` put away. */
  bringBack(created: string): void;
  /** Drops everything before `sequence`, as retention does, whether or not anybody has stored it. */
  retainFrom(sequence: bigint): void;
  /** Uses up sequences without a message: a hole of the log's own. */
  skip(count?: number): void;
  /** Resolves when something changes. */
  readonly changed: Promise<void>;
}

/** Options of `createMemoryLog`. */
export interface MemoryLogOptions {
  /** Default: `MEMORY`. */
  readonly stream?: string;
  /** Stamps messages with a server's time. Default: they have none, as in the embedded log. */
  readonly clock?: Clock;
}

/** One life of a log, between two times that it was made. */
interface Incarnation {
  readonly created: string;
  messages: LogMessage[];
  /** The lowest sequence that may be asked for, and the last one used. */
  first: bigint;
  last: bigint;
}

/** An `EventLog` that keeps its messages in memory and passes the port's contract. */
export function createMemoryLog(options: MemoryLogOptions = {}): MemoryLog {
  const { stream = 'MEMORY', clock } = options;
  const born = nextIdentity();
  const lives: Incarnation[] = [newLife(`${born}.1`)];
  let now = lives[0];
  let closed = false;
  let change = createChange();

  const notify = (): void => {
    const before = change;
    change = createChange();
    before.tell();
  };
  const expectOpen = (): void => {
    if (closed) throw new BusError('CLOSED', `log ${stream}: expected an open log, was closed`);
  };
  const switchTo = (life: Incarnation): void => {
    now = life;
    notify();
  };
  const find = (sequence: bigint): LogMessage | undefined =>
    now.messages.find((message) => message.sequence === sequence);

  const log: MemoryLog = {
    get messages() {
      return now.messages;
    },
    get created() {
      return now.created;
    },
    get lastSequence() {
      return now.last;
    },
    get closed() {
      return closed;
    },
    get changed() {
      return change.promise;
    },
    append: async (message) => {
      expectOpen();
      now.last += 1n;
      now.messages.push(stored(message, now.last, clock?.nowNs()));
      notify();
      return now.last;
    },
    read: (from, readOptions) => readMemoryLog(log, from, readOptions),
    state: async () => {
      expectOpen();
      const { created, first, last } = now;
      return { stream, created, firstSequence: first, lastSequence: last };
    },
    markAt: async (sequence) => {
      expectOpen();
      const message = find(sequence);
      return message === undefined ? undefined : markOf(message);
    },
    release: async (sequence) => {
      expectOpen();
      if (sequence > now.last) {
        throw new BusError(
          'SEQUENCE_AHEAD',
          `log ${stream}: expected at most ${now.last} to be released, was ${sequence}`,
        );
      }
      log.retainFrom(sequence + 1n);
    },
    close: async () => {
      closed = true;
      notify();
    },
    reopen: () => {
      closed = false;
    },
    loseTail: (sequence) => {
      now.messages = now.messages.filter((message) => message.sequence <= sequence);
      now.last = sequence < now.last ? sequence : now.last;
      // The older copy did not yet know that these were let go of; it does not hold them either.
      now.first = now.first > now.last + 1n ? now.last + 1n : now.first;
      notify();
    },
    recreate: () => {
      const life = newLife(`${born}.${lives.length + 1}`);
      lives.push(life);
      switchTo(life);
      return life.created;
    },
    bringBack: (created) => {
      const life = lives.find((each) => each.created === created);
      if (life === undefined)
        throw new Error(`expected an incarnation of ${stream}, was ${created}`);
      switchTo(life);
    },
    retainFrom: (sequence) => {
      const end = now.last + 1n;
      now.first = [now.first, sequence < end ? sequence : end].reduce((one, other) =>
        one > other ? one : other,
      );
      now.messages = now.messages.filter((message) => message.sequence >= now.first);
    },
    skip: (count = 1) => {
      now.last += BigInt(count);
      notify();
    },
  };
  return log;
}

function createChange() {
  let tell: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { promise, tell: () => tell() };
}

function newLife(created: string): Incarnation {
  return { created, messages: [], first: 1n, last: 0n };
}

let identities = 0;

/** Two logs of one process differ; nothing is left to chance. */
function nextIdentity(): string {
  identities += 1;
  return `memory-${identities}`;
}

function stored(
  { subject, headers, bytes }: OutgoingMessage,
  sequence: bigint,
  serverTimeNs: bigint | undefined,
): LogMessage {
  return {
    sequence,
    subject,
    headers: headers === undefined ? undefined : { ...headers },
    bytes: Uint8Array.from(bytes),
    serverTimeNs,
  };
}

import { sha256Hex } from '@assay/schemas';
import { BusError } from '../errors.js';
import type { OutgoingMessage } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import {
  generatedMessageId,
  MESSAGE_ID_HEADER,
  otherContentId,
  runMessageId,
} from './message-id.js';
import { prepareMessage } from './prepare-message.js';
import type { PreparedMessage, PublishAck } from './publish-entry.js';
import { DEFAULT_PUBLISH_LIMITS, PublishWindow } from './publish-window.js';
import type { PublishLimits } from './publish-window.js';
import { runLinesAsMessages } from './run-lines.js';
import type { RunLines } from './run-lines.js';
import { compareWithStored } from './verify-duplicate.js';
import { whileConnected } from './while-connected.js';

/** Sends messages to whatever streams take their subjects. */
export interface Publisher {
  /** Bytes accepted and not durable yet. */
  readonly pendingBytes: number;
  /**
   * Resolves when the message is durable. A message of a run (`Assay-Run`, `Assay-Run-Pos`) has the id
   * `<run>:<ordinal>`, so that sending it again, also from another process, stores it once while the
   * stream remembers ids. Its payload is copied. Rejects with a `BusError`: `BACK_PRESSURE`, `LOG_FULL`,
   * `UNAVAILABLE` (nothing was stored), `UNDECIDED`, `MESSAGE_TOO_LARGE`, `BAD_MESSAGE`, `BAD_SUBJECT`,
   * `CLOSED`.
   */
  publish(message: OutgoingMessage): Promise<PublishAck>;
  /**
   * Sends events of a run as NDJSON, in as few messages as the server's `max_payload` allows, and waits
   * for room by itself. Resolves when all of them are durable.
   */
  publishLines(lines: RunLines): Promise<readonly PublishAck[]>;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. Others may be faster. */
  waitForRoom(bytes?: number): Promise<void>;
  /** Waits for everything accepted, at most `closeWithinMs`. The connection stays open. */
  close(): Promise<void>;
}

interface ComparedAck {
  readonly ack: PublishAck;
  readonly content: Awaited<ReturnType<typeof compareWithStored>> | undefined;
}

const unseen = ({ subject }: PreparedMessage, cause: BusError): BusError =>
  new BusError(
    'UNDECIDED',
    `publishing to ${subject}: the server has a message of this id, and does not show it ` +
      `(${cause.message}): send it again with the same run and ordinal`,
    { cause },
  );

/** A producer that repeats itself differently does so for every message: not all of them are told. */
const isPowerOfTen = (count: number): boolean => /^10*$/.test(String(count));

/** Room for headers in a message of lines. */
const HEADER_ROOM_BYTES = 4_096;

/** Makes the publisher of a connection. */
export function createPublisher(
  connection: JetStreamConnection,
  limits: Partial<PublishLimits> = {},
): Publisher {
  const { giveUpAfterMs = DEFAULT_PUBLISH_LIMITS.giveUpAfterMs } = limits;
  const window = new PublishWindow(connection, { ...DEFAULT_PUBLISH_LIMITS, ...limits });
  const publisherId = connection.randomness.hex(8);
  const duplicates = connection.metrics.counter({
    name: 'assay_log_publish_duplicates_total',
    help: 'Messages that the event log had stored before, under the same id.',
    labels: ['content'],
  });
  let generated = 0;
  let others = 0;
  const nextId = (): string => {
    generated += 1;
    return generatedMessageId(publisherId, generated);
  };

  async function publish(message: OutgoingMessage): Promise<PublishAck> {
    const id = message.headers?.[MESSAGE_ID_HEADER] ?? runMessageId(message.headers) ?? nextId();
    const prepared = prepareMessage(message, id, connection.maxPayload);
    const { ack, content } = await publishAndCompare(prepared);
    if (content === undefined) return ack;
    duplicates.add(1, { content });
    if (content !== 'other') return ack;
    // Dropped by the server for its id alone: it is stored under one that tells the two apart.
    others += 1;
    if (isPowerOfTen(others)) {
      const fields = { id, stream: ack.stream, sequence: ack.sequence, timesSoFar: others };
      connection.logger.warn('another message has this id: storing both', fields);
    }
    const otherId = otherContentId(id, sha256Hex(prepared.bytes));
    const headers = { ...message.headers, [MESSAGE_ID_HEADER]: otherId };
    const { bytes, subject } = prepared;
    const again = { subject, bytes, headers };
    return window.publish(prepareMessage(again, otherId, connection.maxPayload));
  }

  /**
   * `content` is undefined for a message that is new to the stream. A server that goes away before it
   * has shown what it holds may have lost that by the time it is back: the message is sent once more.
   */
  async function publishAndCompare(prepared: PreparedMessage): Promise<ComparedAck> {
    const { clock } = connection;
    const untilMs = clock.monotonicMs() + giveUpAfterMs;
    for (;;) {
      const ack = await window.publish(prepared);
      if (!ack.isDuplicate) return { ack, content: undefined };
      try {
        const compare = () => compareWithStored(connection, prepared, ack);
        return { ack, content: await whileConnected(connection, compare) };
      } catch (error) {
        if (!(error instanceof BusError) || !error.retryable) throw error;
        if (clock.monotonicMs() >= untilMs) throw unseen(prepared, error);
      }
      await window.waitForRoom(prepared.size);
    }
  }

  const waitForRoom = (bytes?: number): Promise<void> => window.waitForRoom(bytes);
  return {
    get pendingBytes() {
      return window.pendingBytes;
    },
    publish,
    publishLines: async (lines) => {
      const maxBytes = connection.maxPayload - HEADER_ROOM_BYTES;
      const acks: Promise<PublishAck>[] = [];
      for (const message of runLinesAsMessages(lines, maxBytes)) {
        await waitForRoom(message.bytes.length + HEADER_ROOM_BYTES);
        const ack = publish(message);
        // Told by `Promise.all` below, once the others are on their way.
        ack.catch(() => undefined);
        acks.push(ack);
      }
      return Promise.all(acks);
    },
    waitForRoom,
    close: () => window.close(),
  };
}

import type { OutgoingMessage } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import { generatedMessageId, runMessageId } from './message-id.js';
import { prepareMessage } from './prepare-message.js';
import { DEFAULT_PUBLISH_LIMITS, PublishWindow } from './publish-window.js';
import type { PublishAck, PublishLimits } from './publish-window.js';

/** Sends messages to whatever streams take their subjects. */
export interface Publisher {
  /** Bytes accepted and not durable yet. */
  readonly pendingBytes: number;
  /**
   * Resolves when the message is durable. A message of a run (`Assay-Run`, `Assay-Run-Pos`) has the id
   * `<run>:<ordinal>`, so that sending it again, also from another process, stores it once while the
   * stream remembers ids. Its payload is copied.
   */
  publish(message: OutgoingMessage): Promise<PublishAck>;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. Others may be faster. */
  waitForRoom(bytes?: number): Promise<void>;
  /** Waits for everything accepted. The connection stays open. */
  close(): Promise<void>;
}

/** Makes the publisher of a connection. */
export function createPublisher(
  connection: JetStreamConnection,
  limits: Partial<PublishLimits> = {},
): Publisher {
  const window = new PublishWindow(connection, { ...DEFAULT_PUBLISH_LIMITS, ...limits });
  const publisherId = connection.randomness.hex(8);
  const duplicates = connection.metrics.counter({
    name: 'assay_log_publish_duplicates_total',
    help: 'Messages that the event log had stored before, under the same id.',
  });
  let generated = 0;
  const nextId = (): string => {
    generated += 1;
    return generatedMessageId(publisherId, generated);
  };
  return {
    get pendingBytes() {
      return window.pendingBytes;
    },
    publish: async (message) => {
      const id = runMessageId(message.headers) ?? nextId();
      const ack = await window.publish(prepareMessage(message, id, connection.maxPayload));
      if (ack.isDuplicate) duplicates.add(1);
      return ack;
    },
    waitForRoom: (bytes) => window.waitForRoom(bytes),
    close: () => window.close(),
  };
}

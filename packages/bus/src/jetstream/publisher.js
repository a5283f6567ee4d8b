import { sha256Hex } from '@assay/schemas';
import {
  generatedMessageId,
  MESSAGE_ID_HEADER,
  otherContentId,
  runMessageId,
} from './message-id.js';
import { prepareMessage } from './prepare-message.js';
import { DEFAULT_PUBLISH_LIMITS, PublishWindow } from './publish-window.js';
import { runLinesAsMessages } from './run-lines.js';
import { compareWithStored } from './verify-duplicate.js';
/** A producer that repeats itself differently does so for every message: not all of them are told. */
const isPowerOfTen = (count) => /^10*$/.test(String(count));
/** Room for headers in a message of lines. */
const HEADER_ROOM_BYTES = 4_096;
/** Makes the publisher of a connection. */
export function createPublisher(connection, limits = {}) {
  const window = new PublishWindow(connection, { ...DEFAULT_PUBLISH_LIMITS, ...limits });
  const publisherId = connection.randomness.hex(8);
  const duplicates = connection.metrics.counter({
    name: 'assay_log_publish_duplicates_total',
    help: 'Messages that the event log had stored before, under the same id.',
    labels: ['content'],
  });
  let generated = 0;
  let others = 0;
  const nextId = () => {
    generated += 1;
    return generatedMessageId(publisherId, generated);
  };
  async function publish(message) {
    const id = message.headers?.[MESSAGE_ID_HEADER] ?? runMessageId(message.headers) ?? nextId();
    const prepared = prepareMessage(message, id, connection.maxPayload);
    const ack = await window.publish(prepared);
    if (!ack.isDuplicate) return ack;
    const content = await compareWithStored(connection, prepared, ack);
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
  const waitForRoom = (bytes) => window.waitForRoom(bytes);
  return {
    get pendingBytes() {
      return window.pendingBytes;
    },
    publish,
    publishLines: async (lines) => {
      const maxBytes = connection.maxPayload - HEADER_ROOM_BYTES;
      const acks = [];
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
//# sourceMappingURL=publisher.js.map

import type { StreamInfo } from '@nats-io/jetstream';
import { BusError } from '../errors.js';
import type { LogMessage, LogState } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import { isMessageNotFound, natsToBusError } from './nats-errors.js';
import { parseServerTime, toLogState } from './stream-state.js';

/** A stream, in the incarnation that was opened. */
export interface OpenStream {
  readonly connection: JetStreamConnection;
  readonly name: string;
  readonly created: string;
}

/**
 * What the stream says of itself now, also when it is another incarnation. Rejects at once with a
 * retryable `UNAVAILABLE` while the server is out of reach: whoever can wait asks again.
 */
export async function streamState({ connection, name }: OpenStream): Promise<LogState> {
  if (connection.closedBy !== undefined) throw connection.closedBy;
  if (!connection.isConnected) {
    const words = `looking at stream ${name}: ${connection.description} is out of reach`;
    throw new BusError('UNAVAILABLE', words, { retryable: true });
  }
  return toLogState(await info(connection, name));
}

/**
 * Makes sure that the stream still is the one that was opened, and still has what it delivered. A
 * server that was killed may have lost its unsynced tail and use the sequences again for other messages:
 * reading on would skip those. Rejects with `LOG_REPLACED` or `LOG_REWOUND`.
 *
 * @param last the last message delivered to this reader
 */
export async function assertSameLog(
  stream: OpenStream,
  last: Pick<LogMessage, 'sequence' | 'serverTimeNs'> | undefined,
): Promise<LogState> {
  const state = await streamState(stream);
  const { name } = stream;
  if (state.created !== stream.created) {
    throw new BusError(
      'LOG_REPLACED',
      `stream ${name}: expected the one created ${stream.created}, was one created ` +
        `${state.created}: it was deleted and made anew; open it again`,
    );
  }
  if (last === undefined) return state;
  if (state.lastSequence < last.sequence) {
    throw new BusError(
      'LOG_REWOUND',
      `stream ${name}: expected message ${last.sequence}, which was delivered, was none after ` +
        `${state.lastSequence}: the server lost messages; ${REWOUND_NEXT}`,
    );
  }
  const storedNs = await storedTime(stream, last.sequence);
  if (storedNs !== undefined && storedNs !== last.serverTimeNs) {
    throw new BusError(
      'LOG_REWOUND',
      `stream ${name}: expected message ${last.sequence} of ${last.serverTimeNs ?? '?'} ns, was ` +
        `one of ${storedNs} ns: the server lost messages and used their numbers again; ` +
        REWOUND_NEXT,
    );
  }
  return state;
}

const REWOUND_NEXT = 'see its sync policy and replicas, then open the log again';

/** When the server stored this message; undefined when it does not keep it any more. */
async function storedTime(
  { connection, name }: OpenStream,
  sequence: bigint,
): Promise<bigint | undefined> {
  try {
    const found = await connection.manager.streams.getMessage(name, { seq: Number(sequence) });
    return found === null ? undefined : parseServerTime(found.timestamp);
  } catch (error) {
    if (isMessageNotFound(error)) return undefined;
    throw natsToBusError(error, `looking at message ${sequence} of stream ${name}`);
  }
}

async function info({ manager }: JetStreamConnection, name: string): Promise<StreamInfo> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    const cause = natsToBusError(error, `looking at stream ${name}`);
    // JetStream was there when the log was opened: the server is starting.
    if (cause instanceof BusError && cause.code === 'UNSUPPORTED_SERVER') {
      throw new BusError('UNAVAILABLE', cause.message, { retryable: true, cause });
    }
    throw cause;
  }
}

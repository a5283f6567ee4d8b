import type { StreamInfo } from '@nats-io/jetstream';
import { BusError } from '../errors.js';
import type { LogMessage, LogState, MessageMark } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import { natsToBusError, whileStarting } from './nats-errors.js';
import { isMessage, storedMessage } from './stored-message.js';
import { toLogState } from './stream-state.js';

/** A stream by its name, whichever incarnation is there. */
export interface StreamPlace {
  readonly connection: JetStreamConnection;
  readonly name: string;
}

/** What a reader takes for granted: the incarnation it reads, and what was delivered to it. */
export interface ReadSoFar {
  /** Undefined until reading has begun: then any incarnation is the right one. */
  readonly created: string | undefined;
  /** The last message delivered, or stored by the reader before. */
  readonly last: LogMessage | MessageMark | undefined;
  /** Whether `last` may have been deleted: only who has just judged what the log holds knows that. */
  readonly mayBeDeleted: boolean;
}

/** What the stream says of itself now, in whichever incarnation. Rejects with `LOG_DELETED`. */
export async function streamState({ connection, name }: StreamPlace): Promise<LogState> {
  return toLogState(await info(connection, name));
}

/**
 * Makes sure that the stream still is the one that was read, and still has what it delivered. A
 * server that was killed may have lost its unsynced tail and use the sequences again for other messages:
 * reading on would skip those. Rejects with `LOG_REPLACED` or `LOG_REWOUND`.
 */
export async function assertSameLog(
  place: StreamPlace,
  { created, last, mayBeDeleted }: ReadSoFar,
): Promise<LogState> {
  const state = await streamState(place);
  const { connection, name } = place;
  if (created !== undefined && state.created !== created) {
    throw new BusError(
      'LOG_REPLACED',
      `stream ${name}: expected the one created ${created}, was one created ${state.created}: it ` +
        'was deleted and made anew; read that one from its first sequence on',
    );
  }
  if (last === undefined) return state;
  if (state.lastSequence < last.sequence) {
    throw new BusError(
      'LOG_REWOUND',
      `stream ${name}: expected message ${last.sequence}, which was read, was none after ` +
        `${state.lastSequence}: the server lost messages; ${REWOUND_NEXT}`,
    );
  }
  const stored = await storedMessage(connection, name, last.sequence);
  if (stored === undefined) {
    if (!mayBeDeleted) await assertTooOld(place, last);
    return state;
  }
  if (!isMessage(stored, last)) {
    throw new BusError(
      'LOG_REWOUND',
      `stream ${name}: expected message ${last.sequence} of ${last.serverTimeNs ?? '?'} ns, was ` +
        `another one of ${stored.serverTimeNs ?? '?'} ns: the server lost messages and used their ` +
        `numbers again; ${REWOUND_NEXT}`,
    );
  }
  return state;
}

/**
 * A message that is not there tells nothing of those after it: it may have been deleted by itself, or in a
 * log that was rewound and has grown beyond it since. What retention takes, it takes with all before it.
 */
async function assertTooOld(place: StreamPlace, last: LogMessage | MessageMark): Promise<void> {
  const { firstSequence } = await streamState(place);
  if (last.sequence < firstSequence) return;
  throw new BusError(
    'LOG_REWOUND',
    `stream ${place.name}: expected message ${last.sequence}, which was read, was none there, and ` +
      `${firstSequence} the first: whether it was deleted, or the server lost messages and used their ` +
      `numbers again, cannot be told; ${REWOUND_NEXT}`,
  );
}

const REWOUND_NEXT = 'see its sync policy and replicas, and read again from where they part';

async function info({ manager }: JetStreamConnection, name: string): Promise<StreamInfo> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    throw whileStarting(natsToBusError(error, `looking at stream ${name}`));
  }
}

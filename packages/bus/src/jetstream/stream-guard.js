import { BusError } from '../errors.js';
import { natsToBusError, whileStarting } from './nats-errors.js';
import { isMessage, storedMessage } from './stored-message.js';
import { toLogState } from './stream-state.js';
/** What the stream says of itself now, in whichever incarnation. Rejects with `LOG_DELETED`. */
export async function streamState({ connection, name }) {
  return toLogState(await info(connection, name));
}
/**
 * Makes sure that the stream still is the one that was read, and still has what it delivered. A
 * server that was killed may have lost its unsynced tail and use the sequences again for other messages:
 * reading on would skip those. Rejects with `LOG_REPLACED` or `LOG_REWOUND`.
 */
export async function assertSameLog(place, { created, last }) {
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
  if (stored !== undefined && !isMessage(stored, last)) {
    throw new BusError(
      'LOG_REWOUND',
      `stream ${name}: expected message ${last.sequence} of ${last.serverTimeNs ?? '?'} ns, was ` +
        `another one of ${stored.serverTimeNs ?? '?'} ns: the server lost messages and used their ` +
        `numbers again; ${REWOUND_NEXT}`,
    );
  }
  return state;
}
const REWOUND_NEXT = 'see its sync policy and replicas, and read again from where they part';
const DELETED_NEXT =
  'create it again, or open the log again, which makes it with its declared settings';
async function info({ manager }, name) {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    const cause = whileStarting(natsToBusError(error, `looking at stream ${name}`));
    if (!(cause instanceof BusError) || cause.code !== 'LOG_DELETED') throw cause;
    throw new BusError('LOG_DELETED', `${cause.message}: it was deleted; ${DELETED_NEXT}`, {
      cause,
    });
  }
}
//# sourceMappingURL=stream-guard.js.map

import { encodePartitionValue, ledgerFolder, sha256Hex, type Derivation } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import type { Clock, Logger } from '@assay/telemetry';
import { GoldError } from '../errors.js';
import { decodeStateObject, encodeStateObject, type StateObject } from './state-object.js';

type StateName = Derivation['state'];

/** Creates in a row that may stay undecided. */
const TRIES = 8;
const PAUSE_MS = 100;

/** The state objects of one engine's shard. */
export interface StateStore {
  /** Puts an object before its batch is announced; which one it is, its entry says. */
  put(object: StateObject, fence: number): Promise<StateName>;
  /** Throws `STATE_CHANGED` when it is not there, or not as it was put. */
  read(name: StateName): Promise<StateObject>;
  list(): Promise<string[]>;
  /** Removes one that nobody needs any more; a failure is logged, and the next start removes it. */
  remove(key: string): Promise<void>;
}

/** @param parts `fence` in a name: a writer that was frozen never removes a later one's object */
export function createStateStore(parts: {
  readonly store: ObjectStore;
  readonly shard: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): StateStore {
  const { store, shard, clock, logger } = parts;
  const folder = `${ledgerFolder('gold')}${encodePartitionValue(shard)}/state/`;

  async function create(key: string, bytes: Uint8Array): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        // The name says what is in it: one that exists is this very object.
        await store.createIfAbsent(key, { bytes });
        return;
      } catch (error) {
        const isPassing =
          error instanceof StorageError && (error.code === 'UNDECIDED' || error.retryable);
        if (!isPassing || tried === TRIES) {
          throw error;
        }
        logger.warn('create of a state undecided, trying again', { key, tried, error });
      }
      await clock.sleep(PAUSE_MS * tried);
    }
  }

  return {
    put: async (object, fence) => {
      const bytes = await encodeStateObject(object);
      const sha256 = sha256Hex(bytes);
      const to = object.to.toString().padStart(20, '0');
      const key = `${folder}${to}-f${fence}-${sha256.slice(0, 16)}.bin`;
      await create(key, bytes);
      return { key, sha256 };
    },
    read: async ({ key, sha256 }) => {
      const bytes = await store.read(key).catch((cause: unknown) => {
        if (cause instanceof StorageError && cause.code === 'NOT_FOUND') {
          return undefined;
        }
        throw cause;
      });
      const actual = bytes === undefined ? 'nothing' : sha256Hex(bytes);
      if (bytes === undefined || actual !== sha256) {
        throw new GoldError(
          'STATE_CHANGED',
          `${key}: expected an engine's state of SHA-256 ${sha256}, was ${actual}: restore it from a ` +
            'copy',
        );
      }
      return decodeStateObject(bytes, key);
    },
    list: async () => {
      const keys: string[] = [];
      for await (const { key } of store.list(folder)) {
        keys.push(key);
      }
      return keys;
    },
    remove: async (key) => {
      try {
        await store.remove(key);
      } catch (error) {
        logger.warn('a state that nobody needs was left behind', { key, error });
      }
    },
  };
}

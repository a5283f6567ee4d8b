import type { LogMessage } from '@assay/bus';
import { listShards, openingState } from '@assay/ledger';
import { publicationOf } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Logger } from '@assay/telemetry';

/** Which engines store their own rows in this lake's Gold. */
export interface OwnEngines {
  /** Asks the lake about a message's engine, unless it is known. Call it before `isPublication`. */
  learn(message: LogMessage): Promise<void>;
  /**
   * Whether a message publishes rows that an engine stores here itself. One of another lake's engine is
   * nobody's here, and is stored.
   */
  isPublication(message: LogMessage): boolean;
}

/** An engine that was none of this lake's is asked about again after this time. */
const ASK_AGAIN_MS = 60_000;

/** By the epochs of this lake's Gold shards: an engine's shard counts each fingerprint as an epoch. */
export function createOwnEngines(parts: {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): OwnEngines {
  const { store, clock, logger } = parts;
  const own = new Set<string>();
  const strangers = new Map<string, number>();

  async function readEpochs(): Promise<void> {
    for (const shard of await listShards({ store, tier: 'gold' })) {
      const { state } = await openingState({ store, tier: 'gold', shard }, logger);
      const lines = state.epoch === undefined ? state.left : [state.epoch, ...state.left];
      for (const { created } of lines) {
        own.add(created);
      }
    }
  }

  return {
    learn: async ({ headers }) => {
      const { fingerprint } = publicationOf(headers) ?? {};
      if (fingerprint === undefined || own.has(fingerprint)) {
        return;
      }
      const askedMs = strangers.get(fingerprint);
      if (askedMs === undefined || clock.monotonicMs() - askedMs >= ASK_AGAIN_MS) {
        await readEpochs();
        strangers.set(fingerprint, clock.monotonicMs());
      }
    },
    isPublication: ({ headers }) => {
      const { fingerprint } = publicationOf(headers) ?? {};
      return fingerprint !== undefined && own.has(fingerprint);
    },
  };
}

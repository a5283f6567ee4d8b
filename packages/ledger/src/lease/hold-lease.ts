import { encodeLedgerLease, parseLedgerLease } from '@assay/schemas';
import { systemClock, type Clock } from '@assay/telemetry';
import { readIfThere } from '../read/read-entries.js';
import {
  BEAT_MS,
  holderOf,
  leaseFailures,
  leaseKey,
  loggerOf,
  type LeaseOptions,
} from './lease-place.js';

/** How to hold a shard's lease. */
export interface HoldLeaseOptions extends LeaseOptions {
  /** The writer's identity: that of the commit session. */
  readonly writer: string;
  readonly clock?: Clock;
}

/** A lease that this process rewrites every 2 s, so that standbys see that its writer lives. */
export interface Lease extends AsyncDisposable {
  /** Resolves when the first attempt to write it was made, whether or not it could be written. */
  readonly announced: Promise<void>;
  /** The writer has ended in good order: a successor need not wait. Ends the rewriting. */
  release(): Promise<void>;
  /** The writer was fenced or has failed: ends the rewriting, and leaves the lease as it is. */
  abandon(): Promise<void>;
}

/**
 * Begins to hold a shard's lease. Take it before the commit session is opened, so that other standbys
 * wait. It is advisory: a lease that cannot be written is logged, counted and tried again, and never
 * stops the writer; who may write, only the log's claims say.
 */
export function holdLease(options: HoldLeaseOptions): Lease {
  const { store, writer, clock = systemClock } = options;
  const key = leaseKey(options);
  const holder = holderOf(options);
  const logger = loggerOf(options);
  const failures = leaseFailures(options);
  let count = 0;
  let ended = false;
  let cancel = (): void => undefined;

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      failures.count('write');
      logger.warn('the lease could not be written: standbys may try to take over', { key, error });
    }
  };
  const write = async (released: boolean): Promise<void> => {
    count += 1;
    const { tier, shard } = options;
    const lease = { format: 1, tier, shard, writer, count, ...holder, released } as const;
    await store.replace(key, { bytes: encodeLedgerLease(lease) });
  };
  const beat = async (): Promise<void> => {
    await attempt(() => write(false));
    if (!ended) {
      cancel = clock.schedule(BEAT_MS, () => {
        writing = beat();
      });
    }
  };
  let writing = beat();

  const end = async (): Promise<boolean> => {
    const isFirst = !ended;
    ended = true;
    cancel();
    await writing;
    return isFirst;
  };
  const release = async (): Promise<void> => {
    if (!(await end())) {
      return;
    }
    await attempt(async () => {
      const bytes = await readIfThere(store, key);
      // A successor that did not wait holds it by now: releasing it would call in a third.
      if (bytes === undefined || parseLedgerLease(bytes, key).writer === writer) {
        await write(true);
      }
    });
  };
  return {
    announced: writing,
    release,
    abandon: async () => {
      await end();
    },
    [Symbol.asyncDispose]: release,
  };
}

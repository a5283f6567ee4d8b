import { awaitVacancy, type LedgerLease, type LedgerPlace } from '@assay/ledger';
import { ledgerLeaseKey } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import type { Clock } from '@assay/telemetry';
import { BronzeError } from '../errors.js';

/** How often a lease is looked at: its owner rewrites it every two seconds. */
const LOOK_MS = 250;

/** How to look for writers. */
export interface LookForWriters {
  readonly clock: Clock;
  /** Told of each lease that has to be watched; undefined for one that cannot be read. */
  readonly onWaiting?: ((lease: LedgerLease | undefined) => void) | undefined;
}

/**
 * Throws `BUSY` when the lease of one of these shards is being rewritten. One that was left by a process
 * that cannot be asked is watched for eight seconds first.
 */
export async function refuseLiveWriters(
  shards: readonly LedgerPlace[],
  options: LookForWriters,
): Promise<void> {
  await Promise.all(shards.map((place) => refuseLiveWriter(place, options)));
}

async function refuseLiveWriter(
  place: LedgerPlace,
  { clock, onWaiting }: LookForWriters,
): Promise<void> {
  const watching = new AbortController();
  const { signal } = watching;
  let owner: LedgerLease | undefined;
  const noteOwner = (lease: LedgerLease | undefined) => {
    owner = lease;
    onWaiting?.(lease);
  };
  const vacant = awaitVacancy({ ...place, clock, signal, onWaiting: noteOwner });
  const alive = rewritten(place, clock, signal);
  let isAlive: boolean;
  try {
    isAlive = await Promise.race([vacant.then(() => false), alive.then(() => true)]);
  } finally {
    watching.abort();
    // The other one ends by the abort, which is no failure.
    await Promise.allSettled([vacant, alive]);
  }
  if (isAlive) {
    const who = owner === undefined ? 'a service' : `process ${owner.pid} on ${owner.host}`;
    throw new BronzeError(
      'BUSY',
      `shard ${place.shard}: expected no writer, was being written by ${who}: ` +
        'stop that service, then run this again',
      { retryable: true },
    );
  }
}

/** Resolves when the lease changes. */
async function rewritten(place: LedgerPlace, clock: Clock, signal: AbortSignal): Promise<void> {
  const first = await leaseText(place.store, place);
  while ((await leaseText(place.store, place)) === first) {
    await clock.sleep(LOOK_MS, signal);
  }
}

/** Undefined while there is none. */
async function leaseText(
  store: ObjectStore,
  { tier, shard }: LedgerPlace,
): Promise<string | undefined> {
  try {
    return Buffer.from(await store.read(ledgerLeaseKey(tier, shard))).toString('utf8');
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

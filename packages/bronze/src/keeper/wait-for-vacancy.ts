import { awaitVacancy } from '@assay/ledger';
import { systemClock } from '@assay/telemetry';
import { BronzeError } from '../errors.js';
import type { ShardKeeperOptions } from './shard-keeper.js';

/** How long a command waits for an owner that may be gone: longer than a lease is believed. */
const PATIENCE_MS = 12_000;

/**
 * Resolves when nobody seems to store the shard, or at the `stopped` signal. Throws `SHARD_TAKEN` where
 * the keeper is to refuse.
 *
 * @param onStandby told, in words, whom it waits for
 */
export async function waitForVacancy(
  options: ShardKeeperOptions,
  how: { readonly fenced: boolean; readonly stopped: AbortSignal },
  onStandby: (problem: string) => void,
): Promise<void> {
  const { store, shard, logger, metrics, clock = systemClock, whileTaken = 'wait' } = options;
  const patience = new AbortController();
  let holder = 'another process';
  const giveUp = () => patience.abort(taken(shard, holder));
  const cancel = whileTaken === 'wait' ? undefined : clock.schedule(PATIENCE_MS, giveUp);
  try {
    await awaitVacancy({
      store,
      tier: 'bronze',
      shard,
      fenced: how.fenced,
      clock,
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
      signal: AbortSignal.any([how.stopped, patience.signal]),
      onWaiting: (lease) => {
        // A lease that cannot be read says nothing of anybody: whatever failed before still stands.
        if (lease === undefined) {
          return;
        }
        holder = `process ${lease.pid} on ${lease.host}`;
        if (whileTaken === 'wait') {
          onStandby(`stored by ${holder}`);
        }
      },
    });
  } catch (error) {
    if (!how.stopped.aborted) {
      throw error;
    }
  } finally {
    cancel?.();
  }
}

function taken(shard: string, holder: string): BronzeError {
  return new BronzeError(
    'SHARD_TAKEN',
    `shard ${shard}: expected no other process to store it, was ${holder}`,
    { retryable: true },
  );
}

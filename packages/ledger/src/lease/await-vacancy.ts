import { parseLedgerLease, SchemaError, type LedgerLease } from '@assay/schemas';
import { systemClock, type Clock } from '@assay/telemetry';
import { readIfThere } from '../read/read-entries.js';
import {
  isGone,
  leaseFailures,
  leaseKey,
  loggerOf,
  LOOK_MS,
  VACANT_AFTER_MS,
  type LeaseOptions,
} from './lease-place.js';

/** How to wait for a shard. */
export interface AwaitVacancyOptions extends LeaseOptions {
  readonly clock?: Clock;
  /** Ends the waiting: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * This process was fenced, or lost a race for the shard: whatever the lease says, it is watched for the
   * whole 8 s first. A winner that has not written its lease yet would be fenced at once otherwise, and
   * the two would go on so for ever.
   */
  readonly fenced?: boolean;
  /** Told once of each owner that is waited for; undefined where no lease can be read. */
  readonly onWaiting?: (lease: LedgerLease | undefined) => void;
}

/** The lease as it was seen at one moment. */
interface Look {
  /** What changes with every rewriting. */
  readonly text: string;
  readonly lease: LedgerLease | undefined;
}

/**
 * Resolves when a shard seems to be without a writer: its lease is absent or released, was left by a
 * process of this host that is gone, or was seen unchanged for 8 s of this process's own clock. A lease
 * that cannot be read is logged and counted, and the 8 s begin anew: an outage stops its owner's
 * rewriting too. Advisory: the claim decides.
 */
export async function awaitVacancy(options: AwaitVacancyOptions): Promise<void> {
  const { clock = systemClock, signal, fenced = false, onWaiting } = options;
  let since: { readonly text: string; readonly atMs: number } | undefined;
  let told: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const look = await lookAt(options);
    const nowMs = clock.monotonicMs();
    if (look !== undefined && !fenced && isVacant(look, options)) {
      return;
    }
    if (look === undefined) {
      since = undefined;
    } else if (since?.text !== look.text) {
      since = { text: look.text, atMs: nowMs };
    } else if (nowMs - since.atMs >= VACANT_AFTER_MS) {
      return;
    }
    const owner = look?.lease?.writer ?? '';
    if (told !== owner) {
      told = owner;
      onWaiting?.(look?.lease);
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

function isVacant({ text, lease }: Look, options: LeaseOptions): boolean {
  return text === '' || (lease !== undefined && (lease.released || isGone(lease, options)));
}

/** Undefined when it cannot be known now. */
async function lookAt(options: AwaitVacancyOptions): Promise<Look | undefined> {
  const key = leaseKey(options);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readIfThere(options.store, key);
  } catch (error) {
    leaseFailures(options).count('read');
    loggerOf(options).warn('the lease could not be read: waiting on', { key, error });
    return undefined;
  }
  const text = Buffer.from(bytes ?? []).toString('utf8');
  return { text, lease: bytes && parsed(bytes, key, options) };
}

/** A lease of a later release, or no lease at all, is waited out like any other. */
function parsed(
  bytes: Uint8Array,
  key: string,
  options: AwaitVacancyOptions,
): LedgerLease | undefined {
  try {
    return parseLedgerLease(bytes, key);
  } catch (error) {
    if (!(error instanceof SchemaError)) {
      throw error;
    }
    loggerOf(options).debug(
      'the lease is none of this release: it counts only whether it changes',
      {
        key,
        error,
      },
    );
    return undefined;
  }
}

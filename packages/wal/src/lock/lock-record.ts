import type { ProcessIdentity, ProcessTable } from '@assay/telemetry';

/** What `lock.json` holds: who owns the folder. `owner` is random, and new for every opening. */
export interface LockRecord extends ProcessIdentity {
  readonly owner: string;
}

/** The record in a lock file; undefined when it is none. */
export function parseLockRecord(bytes: Uint8Array): LockRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The caller refuses an unreadable lock by name.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { host, bootId, pid, processStartTime, owner } = value as Record<string, unknown>;
  if (typeof host !== 'string' || typeof bootId !== 'string') return undefined;
  if (typeof pid !== 'number' || typeof processStartTime !== 'string') return undefined;
  if (typeof owner !== 'string' || !/^[0-9a-f]+$/.test(owner)) return undefined;
  return { host, bootId, pid, processStartTime, owner };
}

/**
 * Whether it is certain that the lock's owner has ended: it ran on this machine since it was started,
 * and its process is gone or is another one by now.
 */
export function isOwnerGone(
  lock: LockRecord,
  self: ProcessIdentity,
  processes: ProcessTable,
): boolean {
  if (lock.host !== self.host || lock.bootId !== self.bootId) return false;
  const startTime = processes.startTime(lock.pid);
  if (startTime === undefined) return true;
  const bothKnown = startTime !== '' && lock.processStartTime !== '';
  return bothKnown && startTime !== lock.processStartTime;
}

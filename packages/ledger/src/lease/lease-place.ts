import { ledgerLeaseKey, type LedgerLease } from '@assay/schemas';
import {
  nullLogger,
  nullMetrics,
  processNamespace,
  systemProcesses,
  type Counter,
  type Logger,
  type Metrics,
  type ProcessTable,
} from '@assay/telemetry';
import type { LedgerPlace } from '../read/read-entries.js';

/** How often an owner rewrites its lease. */
export const BEAT_MS = 2_000;
/** A lease that was seen unchanged for so long was left: four beats. */
export const VACANT_AFTER_MS = 8_000;
/** How often a standby looks. */
export const LOOK_MS = 500;

/** What both sides of a lease need. */
export interface LeaseOptions extends LedgerPlace {
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** Default: those of this machine. */
  readonly processes?: ProcessTable;
}

/** Who this process is, as a lease says it. */
export type LeaseHolder = Pick<
  LedgerLease,
  'host' | 'boot_id' | 'pid_namespace' | 'pid' | 'process_start_time'
>;

export function holderOf({ processes = systemProcesses }: LeaseOptions): LeaseHolder {
  const { host, bootId, pid, processStartTime } = processes.self();
  return {
    host,
    boot_id: bootId,
    pid_namespace: processNamespace(),
    pid,
    process_start_time: processStartTime,
  };
}

/**
 * Whether the process that left a lease is certainly gone: only one of this host, boot and container can
 * be looked for.
 */
export function isGone(lease: LeaseHolder, options: LeaseOptions): boolean {
  const own = holderOf(options);
  const isNeighbour =
    own.boot_id !== '' &&
    own.host === lease.host &&
    own.boot_id === lease.boot_id &&
    own.pid_namespace === lease.pid_namespace;
  if (!isNeighbour) {
    return false;
  }
  const started = (options.processes ?? systemProcesses).startTime(lease.pid);
  return started === undefined || (started !== '' && started !== lease.process_start_time);
}

export function leaseKey({ tier, shard }: LedgerPlace): string {
  return ledgerLeaseKey(tier, shard);
}

export function loggerOf({ logger = nullLogger, tier, shard }: LeaseOptions): Logger {
  return logger.child({ tier, shard });
}

/** Leases that could not be written or read, by what was tried. */
export function leaseFailures({ metrics = nullMetrics, tier, shard }: LeaseOptions): {
  count(action: 'write' | 'read'): void;
} {
  const counter: Counter = metrics.counter({
    name: 'assay_ledger_lease_failures_total',
    help: 'Leases that could not be written or read.',
    labels: ['tier', 'shard', 'action'],
  });
  return { count: (action) => counter.add(1, { tier, shard, action }) };
}

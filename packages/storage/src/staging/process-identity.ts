import { createHash } from 'node:crypto';
import { processNamespace, systemProcesses } from '@assay/telemetry';

/** Who a process is, as the name of its staging folder says it. */
export interface ProcessIdentity {
  /** 8 hex digits: the boot and the process namespace within which `pid` means anything. */
  readonly space: string;
  readonly pid: number;
  /** Start time in the system's unit, so that a pid used again is told apart; 0 = not known. */
  readonly started: string;
}

/**
 * What can be said of another process. `unknown`: it belongs to another boot, host or container.
 */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** A process of this host and container; by default this one. */
export function identityOf(pid: number = process.pid): ProcessIdentity {
  return { space: processSpace(), pid, started: systemProcesses.startTime(pid) || '0' };
}

/** Whether the process of `identity` still runs, as far as `own` can know. */
export function livenessOf(identity: ProcessIdentity, own: ProcessIdentity): Liveness {
  if (identity.space !== own.space) {
    return 'unknown';
  }
  const started = systemProcesses.startTime(identity.pid);
  if (started === undefined) {
    return 'dead';
  }
  const bothKnown = started !== '' && identity.started !== '0';
  return bothKnown && started !== identity.started ? 'dead' : 'alive';
}

/** Linux only; elsewhere the host's name stands in, and a pid alone decides. */
function processSpace(): string {
  const { host, bootId } = systemProcesses.self();
  const space = bootId === '' ? host : `${bootId} ${processNamespace()}`;
  return createHash('sha256').update(space).digest('hex').slice(0, 8);
}

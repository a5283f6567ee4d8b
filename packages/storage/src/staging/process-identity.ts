import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from '../local/disk-error.js';

/** Who a process is, in words that a later process can check. */
export interface ProcessIdentity {
  /** 8 hex digits: the boot and the process namespace within which `pid` means anything. */
  readonly space: string;
  readonly pid: number;
  /**
   * Start time in clock ticks since boot, so that a pid used again is told apart; 0 = not known.
   */
  readonly started: string;
}

/**
 * What can be said of another process. `unknown`: it belongs to another boot, host or container.
 */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** A process of this host and container; by default this one. */
export function identityOf(pid: number = process.pid): ProcessIdentity {
  return { space: processSpace(), pid, started: startOf(pid) ?? '0' };
}

/** Whether the process of `identity` still runs, as far as `own` can know. */
export function livenessOf(identity: ProcessIdentity, own: ProcessIdentity): Liveness {
  if (identity.space !== own.space) {
    return 'unknown';
  }
  const started = identity.started === '0' ? undefined : startOf(identity.pid);
  if (started !== undefined) {
    return started === identity.started ? 'alive' : 'dead';
  }
  return answersSignals(identity.pid) ? 'alive' : 'dead';
}

/** Linux only; elsewhere the host's name stands in, and a pid alone decides. */
function processSpace(): string {
  const boot = readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = readOrEmpty(() => readlinkSync('/proc/self/ns/pid'));
  const space = boot === '' ? hostname() : `${boot} ${namespace}`;
  return createHash('sha256').update(space).digest('hex').slice(0, 8);
}

/** Field 22 of proc(5) stat. The command's name, field 2, may hold spaces and parentheses. */
function startOf(pid: number): string | undefined {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** `/proc` is absent outside Linux, and a process may end between two looks: both read as empty. */
function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ESRCH' || errno === 'EACCES' || errno === 'EPERM') {
      return '';
    }
    throw error;
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

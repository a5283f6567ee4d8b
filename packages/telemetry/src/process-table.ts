import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a process is, so that another one on the same machine can tell whether it still runs. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes at every start of the machine; empty where the system tells none. */
  readonly bootId: string;
  readonly pid: number;
  /** In the system's own unit; tells a process from a later one of the same pid. Empty if unknown. */
  readonly processStartTime: string;
}

/** The processes of this machine. */
export interface ProcessTable {
  self(): ProcessIdentity;
  /**
   * The start time of a running process (empty where the system tells none), or undefined when no such
   * process runs.
   */
  startTime(pid: number): string | undefined;
}

/**
 * The system's processes. Linux: `/proc`, boot id and start time (field 22 of `stat`, proc(5)). Elsewhere
 * both are empty, and only the pid tells: a pid in use by whoever counts as the process still running.
 */
export const systemProcesses: ProcessTable = {
  self: () => ({
    host: hostname(),
    bootId: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '',
    pid: process.pid,
    processStartTime: systemProcesses.startTime(process.pid) ?? '',
  }),
  startTime: (pid) => {
    const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (stat === undefined) {
      return isRunning(pid) ? '' : undefined;
    }
    // The command's name (field 2) is in brackets and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    // A zombie has ended; it only waits for its parent to take note.
    return state === 'Z' || state === 'X' ? undefined : startTime;
  },
};

/** Within which namespace the pids of this process mean anything (containers); empty where not known. */
export function processNamespace(): string {
  return read(() => readlinkSync('/proc/self/ns/pid')) ?? '';
}

function read(act: () => string): string | undefined {
  try {
    return act();
  } catch {
    // Not there, or not ours to read: the caller falls back to what is known without it.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

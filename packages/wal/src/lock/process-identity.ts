import { promises as fs } from 'node:fs';
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
  self(): Promise<ProcessIdentity>;
  /**
   * The start time of a running process (empty where the system tells none), or undefined when no such
   * process runs.
   */
  startTime(pid: number): Promise<string | undefined>;
}

/**
 * The system's processes. Linux: `/proc`, boot id and start time (field 22 of `stat`). Elsewhere both
 * are empty, and only the pid tells: a pid in use by whoever counts as the owner still running.
 */
export const systemProcesses: ProcessTable = {
  async self() {
    const bootId = (await readText('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
    const processStartTime = (await systemProcesses.startTime(process.pid)) ?? '';
    return { host: hostname(), bootId, pid: process.pid, processStartTime };
  },
  async startTime(pid) {
    if (process.platform !== 'linux') return isRunning(pid) ? '' : undefined;
    const stat = await readText(`/proc/${pid}/stat`);
    if (stat === undefined) return isRunning(pid) ? '' : undefined;
    // The command's name (field 2) is in brackets and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    // A zombie has ended; it only waits for its parent to take note.
    return state === 'Z' || state === 'X' ? undefined : startTime;
  },
};

async function readText(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
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

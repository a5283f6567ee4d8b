import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { processNamespace, systemProcesses } from '../src/index.js';

describe('systemProcesses', () => {
  it('knows this process, the same at every look', () => {
    const self = systemProcesses.self();
    expect(self.pid).toBe(process.pid);
    expect(self.host).not.toBe('');
    expect(systemProcesses.self()).toEqual(self);
    expect(systemProcesses.startTime(process.pid)).toBe(self.processStartTime);
  });

  it('tells a process that runs from one that has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await once(child, 'spawn');
    const pid = Number(child.pid);
    expect(systemProcesses.startTime(pid)).toEqual(expect.any(String));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(systemProcesses.startTime(pid)).toBeUndefined();
  });

  it('knows of a process that belongs to somebody else', () => {
    expect(systemProcesses.startTime(1)).toEqual(expect.any(String));
  });
});

describe('processNamespace', () => {
  it('is the same at every look', () => {
    expect(processNamespace()).toBe(processNamespace());
  });
});

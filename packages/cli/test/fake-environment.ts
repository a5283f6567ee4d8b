import { EventEmitter } from 'node:events';
import type { Clock } from '@assay/telemetry';
import type { CommandEnvironment, TerminalStream } from '../src/index.js';

/** A clock that stands still until it is told to go on. */
export interface HandClock extends Clock {
  advance(milliseconds: number): void;
}

export function handClock(startNs = 1_765_893_012_345_000_000n): HandClock {
  let nowMs = 0;
  let due: { atMs: number; callback: () => void }[] = [];
  return {
    nowNs: () => startNs + BigInt(Math.round(nowMs * 1e6)),
    monotonicMs: () => nowMs,
    sleep: () => Promise.reject(new Error('this clock does not sleep')),
    schedule: (milliseconds, callback) => {
      const entry = { atMs: nowMs + milliseconds, callback };
      due.push(entry);
      return () => {
        due = due.filter((each) => each !== entry);
      };
    },
    advance: (milliseconds) => {
      const endMs = nowMs + milliseconds;
      for (;;) {
        const next = due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) {
          break;
        }
        due = due.filter((each) => each !== next);
        nowMs = next.atMs;
        next.callback();
      }
      nowMs = endMs;
    },
  };
}

/** A stream for people that remembers what was written. */
export function fakeTerminal(isTTY: boolean, columns = 80) {
  let written = '';
  const stream: TerminalStream = { isTTY, columns, write: (text) => (written += text) };
  return { stream, text: () => written };
}

/** An environment that remembers everything. */
export function fakeEnvironment(options: { tty?: boolean; env?: Record<string, string> } = {}) {
  const clock = handClock();
  const terminal = fakeTerminal(options.tty === true);
  const signals = new EventEmitter();
  const exits: number[] = [];
  let stdout = '';
  let broken: Error | undefined;
  const output = Object.assign(new EventEmitter(), {
    write: (chunk: string | Uint8Array, done: (error?: Error | null) => void) => {
      if (broken === undefined) {
        stdout += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      }
      queueMicrotask(() => done(broken));
    },
  });
  const environment: CommandEnvironment = {
    env: options.env ?? {},
    stdout: output,
    stderr: terminal.stream,
    clock,
    signals,
    exit: (code) => exits.push(code),
  };
  return {
    environment,
    clock,
    signals,
    exits,
    stdout: () => stdout,
    stderr: () => terminal.text(),
    breakStdout: (code: string) => {
      broken = Object.assign(new Error(`write ${code}`), { code });
    },
  };
}

import { systemClock, type Clock } from '@assay/telemetry';
import type { TerminalStream } from '../terminal/terminal.js';

/** The signals that ask a command to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** As much of a writable stream as results need. */
export interface OutputStream {
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** Where signals come from. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

/** All that a program sees of the world, so that a test can be it. */
export interface CommandEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results: `--json`, data, help that was asked for. */
  readonly stdout: OutputStream;
  /** Everything for people. */
  readonly stderr: TerminalStream;
  readonly clock: Clock;
  readonly signals: SignalSource;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** This process. */
export function processEnvironment(): CommandEnvironment {
  return {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    signals: process,
    exit: (code) => process.exit(code),
  };
}

import type { CommandEnvironment, StopSignal } from './environment.js';

/**
 * Ctrl-C reaches every process of a terminal's group, and runners such as `npx` and `nx` pass it
 * on: signals this close together are one wish.
 */
const SAME_WISH_MS = 500;
const EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** What to do when the process is asked to end. */
export type ShutdownHandler = (signal: StopSignal) => void | Promise<void>;

/** Orderly ends. */
export interface Shutdown {
  /**
   * The first SIGINT or SIGTERM calls every handler, in the order they came; a second one, later
   * than half a second, ends the process at once with 130 or 143. Without a handler a signal ends
   * the process as it always does. The function given back takes the handler away.
   */
  onShutdown(handler: ShutdownHandler): () => void;
  /** Takes every handler away. */
  close(): void;
}

/** `say` tells the person what happens; `fail` is told when a handler throws or rejects. */
export function createShutdown(
  { signals, exit, clock }: Pick<CommandEnvironment, 'signals' | 'exit' | 'clock'>,
  say: (text: string) => void,
  fail: (error: unknown) => void,
): Shutdown {
  const handlers = new Set<ShutdownHandler>();
  let firstAtMs: number | undefined;

  function onSignal(signal: StopSignal): void {
    const nowMs = clock.monotonicMs();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      say(`${signal}: finishing what is under way; once more to stop at once`);
      runHandlers(signal).catch(fail);
    } else if (nowMs - firstAtMs >= SAME_WISH_MS) {
      exit(EXIT_CODES[signal]);
    }
  }

  async function runHandlers(signal: StopSignal): Promise<void> {
    for (const handler of [...handlers]) {
      await handler(signal);
    }
  }

  function listen(call: 'on' | 'off'): void {
    signals[call]('SIGINT', onSignal);
    signals[call]('SIGTERM', onSignal);
  }

  function remove(handler: ShutdownHandler): void {
    // Once asked to end, the process keeps listening: a second signal must still end it.
    if (handlers.delete(handler) && handlers.size === 0 && firstAtMs === undefined) {
      listen('off');
    }
  }

  return {
    onShutdown: (handler) => {
      if (handlers.size === 0 && firstAtMs === undefined) {
        listen('on');
      }
      handlers.add(handler);
      return () => remove(handler);
    },
    close: () => {
      handlers.clear();
      listen('off');
    },
  };
}

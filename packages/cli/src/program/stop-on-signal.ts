import type { CommandContext } from './context.js';

/** The first signal ends the work early: what is under way is finished, and nothing new is begun. */
export function stopOnSignal(context: CommandContext): {
  readonly signal: AbortSignal;
  readonly ended: () => void;
} {
  const controller = new AbortController();
  const ended = context.onShutdown(() => {
    controller.abort();
  });
  return { signal: controller.signal, ended };
}

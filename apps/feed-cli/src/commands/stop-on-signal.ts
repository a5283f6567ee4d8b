import type { CommandContext } from '@assay/cli';

/** The first signal ends the sending early; what was sent is still stored. */
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

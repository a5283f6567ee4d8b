import type { OutgoingMessage } from '@assay/bus';
import type { LifeParts } from './life-parts.js';
import { publishTicks } from './publish-ticks.js';

/** Publishes ticks that are stored. False when the signal came before all were acknowledged. */
export async function publishStored(
  { options, clock, logger, metrics, started }: LifeParts,
  messages: readonly OutgoingMessage[],
  signal: AbortSignal,
): Promise<boolean> {
  const { publish } = options;
  const onRetry = (reason: string): void => {
    metrics.publishedAgain(reason);
    // Whoever waits for the start need not wait for a server that is away.
    started();
  };
  return (
    publish === undefined || publishTicks({ publish, clock, logger, signal, onRetry }, messages)
  );
}

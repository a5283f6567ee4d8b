import { BusError } from '../errors.js';
import type { JetStreamConnection } from './connection.js';

/**
 * The result of requests to the server, or `UNAVAILABLE` as soon as the connection is lost: what was
 * asked over the old one is never answered. Rejects with the signal's reason when that is aborted.
 */
export async function whileConnected<Result>(
  connection: JetStreamConnection,
  ask: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { losses } = connection;
  const lost = (): BusError | undefined => {
    if (connection.closedBy !== undefined) return connection.closedBy;
    if (connection.isConnected && connection.losses === losses) return undefined;
    const words = `${connection.description}: the connection was lost`;
    return new BusError('UNAVAILABLE', words, { retryable: true });
  };
  const before = lost();
  if (before !== undefined) throw before;
  let stopListening: () => void = () => undefined;
  const loss = new Promise<never>((_, reject) => {
    const stopWatching = connection.onChange(() => {
      const error = lost();
      if (error !== undefined) reject(error);
    });
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    stopListening = () => {
      stopWatching();
      signal?.removeEventListener('abort', abort);
    };
  });
  const asked = ask();
  // Whoever loses the race may still fail.
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, loss]);
  } finally {
    stopListening();
  }
}

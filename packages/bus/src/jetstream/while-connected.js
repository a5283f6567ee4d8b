import { BusError } from '../errors.js';
/**
 * The result of requests to the server, or `UNAVAILABLE` as soon as the connection is lost: what was
 * asked over the old one is never answered. Rejects with the signal's reason when that is aborted.
 */
export async function whileConnected(connection, ask, signal) {
  const { losses } = connection;
  const lost = () => {
    if (connection.closedBy !== undefined) return connection.closedBy;
    if (connection.isConnected && connection.losses === losses) return undefined;
    const words = `${connection.description}: the connection was lost`;
    return new BusError('UNAVAILABLE', words, { retryable: true });
  };
  const before = lost();
  if (before !== undefined) throw before;
  let stopListening = () => undefined;
  const loss = new Promise((_, reject) => {
    const stopWatching = connection.onChange(() => {
      const error = lost();
      if (error !== undefined) reject(error);
    });
    const abort = () => reject(signal?.reason);
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
//# sourceMappingURL=while-connected.js.map

import type { JetStreamConnection } from './connection.js';
/**
 * The result of requests to the server, or `UNAVAILABLE` as soon as the connection is lost: what was
 * asked over the old one is never answered. Rejects with the signal's reason when that is aborted.
 */
export declare function whileConnected<Result>(
  connection: JetStreamConnection,
  ask: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result>;
//# sourceMappingURL=while-connected.d.ts.map

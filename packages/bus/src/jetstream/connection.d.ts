import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import { BusError } from '../errors.js';
import type { ServerAccess } from './connection-options.js';
import type { ServerFeatures } from './server-features.js';
/** How to reach a server, and what to tell the operators with. */
export interface JetStreamConnectionOptions extends ServerAccess {
  /** The JetStream domain, where the account has one (leaf nodes). */
  readonly domain?: string;
  /** What operators see in the server's list of connections (default `assay`). */
  readonly name?: string;
  /** How long one request to the server may take (default 5 s). */
  readonly requestTimeoutMs?: number;
  /** Between two signs of life that are asked of an idle server (default 5 s; two may be missed). */
  readonly pingIntervalMs?: number;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}
/** Something changed: the connection was lost, is back, or is closed for good. */
export type ConnectionListener = () => void;
/** A connection that comes back by itself. Several logs may share it. */
export interface JetStreamConnection {
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  /** What the subjects of JetStream's own interface begin with. */
  readonly apiPrefix: string;
  readonly requestTimeoutMs: number;
  readonly description: string;
  /** Rises with every loss: what was under way over the old connection is gone. */
  readonly losses: number;
  readonly isConnected: boolean;
  /** Set once it is closed for good: what then every call rejects with. */
  readonly closedBy: BusError | undefined;
  /** Of the server it is connected to now; throws `UNSUPPORTED_SERVER`. */
  features(): ServerFeatures;
  readonly maxPayload: number;
  onChange(listener: ConnectionListener): () => void;
  close(): Promise<void>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
/**
 * Connects. Rejects with a `BusError`: `ACCESS_DENIED`, `UNAVAILABLE` (retryable), `UNSUPPORTED_SERVER`
 * or `BAD_OPTIONS`. Once connected, it reconnects for ever, until `close`.
 */
export declare function connectJetStream(
  options: JetStreamConnectionOptions,
): Promise<JetStreamConnection>;
//# sourceMappingURL=connection.d.ts.map

import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { nullLogger, nullMetrics, systemClock, systemRandomness } from '@assay/telemetry';
import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import { BusError } from '../errors.js';
import { connectionOptions, describeServers } from './connection-options.js';
import type { ServerAccess } from './connection-options.js';
import { natsToBusError } from './nats-errors.js';
import { serverFeatures } from './server-features.js';
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

const RECONNECT_PAUSE_MS = 250;

/**
 * Connects. Rejects with a `BusError`: `ACCESS_DENIED`, `UNAVAILABLE` (retryable), `UNSUPPORTED_SERVER`
 * or `BAD_OPTIONS`. Once connected, it reconnects for ever, until `close`.
 */
export async function connectJetStream(
  options: JetStreamConnectionOptions,
): Promise<JetStreamConnection> {
  const { logger = nullLogger, metrics = nullMetrics, clock = systemClock } = options;
  const { randomness = systemRandomness, requestTimeoutMs = 5_000, domain } = options;
  const description = describeServers(options.servers);
  const nats = await dial(options, description);
  let losses = 0;
  let isConnected = true;
  let closedBy: BusError | undefined;
  const listeners = new Set<ConnectionListener>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const lossCounter = metrics.counter({
    name: 'assay_log_connection_losses_total',
    help: 'Times the connection to the event log server was lost.',
  });
  const watch = async (): Promise<void> => {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect') {
        losses += 1;
        isConnected = false;
        lossCounter.add(1);
        logger.warn('the event log server is out of reach', { server: status.server });
        tell();
      } else if (status.type === 'reconnect') {
        isConnected = true;
        logger.info('the event log server is back', { server: status.server });
        tell();
      } else if (status.type === 'error') {
        logger.error('the event log server reports an error', { error: status.error });
      }
    }
  };
  void watch();
  const closed = nats.closed().then((error) => {
    isConnected = false;
    closedBy ??= lostForGood(error instanceof Error ? error : undefined, description);
    tell();
  });
  const connection: JetStreamConnection = {
    nats,
    manager: await jetstreamManager(nats, {
      checkAPI: false,
      timeout: requestTimeoutMs,
      ...(domain === undefined ? {} : { domain }),
    }),
    apiPrefix: domain === undefined ? '$JS.API' : `$JS.${domain}.API`,
    requestTimeoutMs,
    description,
    get losses() {
      return losses;
    },
    get isConnected() {
      return isConnected;
    },
    get closedBy() {
      return closedBy;
    },
    features: () => serverFeatures(nats.info?.version ?? 'unknown'),
    get maxPayload() {
      return nats.info?.max_payload ?? 1024 * 1024;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closedBy ??= new BusError('CLOSED', `the connection to ${description} was closed`);
      await nats.close();
      await closed;
    },
    clock,
    randomness,
    logger,
    metrics,
  };
  try {
    await assertJetStream(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

async function dial(
  options: JetStreamConnectionOptions,
  description: string,
): Promise<NatsConnection> {
  const { name = 'assay', requestTimeoutMs = 5_000, pingIntervalMs = 5_000 } = options;
  try {
    return await connect({
      ...(await connectionOptions(options)),
      name,
      timeout: requestTimeoutMs,
      pingInterval: pingIntervalMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_PAUSE_MS,
      noAsyncTraces: true,
    });
  } catch (error) {
    throw withTlsHint(natsToBusError(error, `connecting to ${description}`), options);
  }
}

/** A server that wants a client certificate hangs up without a word once TLS stands. */
function withTlsHint(error: unknown, { tls }: JetStreamConnectionOptions): unknown {
  const isBare = tls !== undefined && tls.certFile === undefined;
  if (!isBare || !(error instanceof BusError) || error.code !== 'UNAVAILABLE') return error;
  const words = `${error.message}; it may want a client certificate`;
  return new BusError('UNAVAILABLE', words, { cause: error.cause, retryable: true });
}

async function assertJetStream({ manager, features, description }: JetStreamConnection) {
  features();
  try {
    await manager.getAccountInfo();
  } catch (error) {
    throw natsToBusError(error, `asking ${description} for JetStream`);
  }
}

function lostForGood(error: Error | undefined, description: string): BusError {
  const cause = natsToBusError(error, `the connection to ${description} has ended`);
  return cause instanceof BusError
    ? cause
    : new BusError('UNAVAILABLE', `the connection to ${description} has ended`, { cause });
}

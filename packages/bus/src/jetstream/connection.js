import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { nullLogger, nullMetrics, systemClock, systemRandomness } from '@assay/telemetry';
import { BusError } from '../errors.js';
import { connectionOptions, describeServers } from './connection-options.js';
import { natsToBusError } from './nats-errors.js';
import { serverFeatures } from './server-features.js';
const RECONNECT_PAUSE_MS = 250;
/**
 * Connects. Rejects with a `BusError`: `ACCESS_DENIED`, `UNAVAILABLE` (retryable), `UNSUPPORTED_SERVER`
 * or `BAD_OPTIONS`. Once connected, it reconnects for ever, until `close`.
 */
export async function connectJetStream(options) {
  const { logger = nullLogger, metrics = nullMetrics, clock = systemClock } = options;
  const { randomness = systemRandomness, requestTimeoutMs = 5_000, domain } = options;
  const description = describeServers(options.servers);
  const nats = await dial(options, description);
  let losses = 0;
  let isConnected = true;
  let closedBy;
  const listeners = new Set();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const lossCounter = metrics.counter({
    name: 'assay_log_connection_losses_total',
    help: 'Times the connection to the event log server was lost.',
  });
  const watch = async () => {
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
  const connection = {
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
async function dial(options, description) {
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
function withTlsHint(error, { tls }) {
  const isBare = tls !== undefined && tls.certFile === undefined;
  if (!isBare || !(error instanceof BusError) || error.code !== 'UNAVAILABLE') return error;
  const words = `${error.message}; it may want a client certificate`;
  return new BusError('UNAVAILABLE', words, { cause: error.cause, retryable: true });
}
async function assertJetStream({ manager, features, description }) {
  features();
  try {
    await manager.getAccountInfo();
  } catch (error) {
    throw natsToBusError(error, `asking ${description} for JetStream`);
  }
}
function lostForGood(error, description) {
  const cause = natsToBusError(error, `the connection to ${description} has ended`);
  return cause instanceof BusError
    ? cause
    : new BusError('UNAVAILABLE', `the connection to ${description} has ended`, { cause });
}
//# sourceMappingURL=connection.js.map

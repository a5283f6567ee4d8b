import type { Msg } from '@nats-io/transport-node';
import type { Counter, Metrics } from '@assay/telemetry';
import { BusError } from '../errors.js';
import {
  decodeWatermark,
  encodeWatermark,
  watermarkSubject,
  type DurabilityWatermark,
} from '../watermark.js';
import type { JetStreamConnection } from './connection.js';
import { natsToBusError } from './nats-errors.js';

/** Made with the connection, so that operators see it before the first commit. */
export const watermarkCounter = (metrics: Metrics): Counter =>
  metrics.counter({
    name: 'assay_log_watermarks_total',
    help: 'Durability watermarks that producers were told, or could not be told.',
    labels: ['shard', 'result'],
  });

/**
 * Tells a shard's producers what is stored for good, without waiting for anyone. It never throws: what
 * cannot be told is counted and warned of, and the next commit tells more. Nothing is told while the
 * server is away, since the client would send it later, when it need not be true of the server any more.
 */
export function publishWatermark(connection: JetStreamConnection, mark: DurabilityWatermark): void {
  const { nats, metrics, logger, isConnected, description } = connection;
  const count = watermarkCounter(metrics);
  const { shard, seqTo } = mark;
  try {
    if (!isConnected) throw new BusError('UNAVAILABLE', `${description} is out of reach`);
    nats.publish(watermarkSubject(shard), encodeWatermark(mark));
    count.add(1, { shard, result: 'told' });
  } catch (cause) {
    count.add(1, { shard, result: 'failed' });
    const error = natsToBusError(cause, 'publishing a durability watermark');
    logger.warn('producers were not told what is stored', { shard, seqTo, error });
  }
}

/**
 * The watermarks of a shard, from now on: an old one is not repeated, the next commit brings the next.
 * What is no watermark is warned of and passed over. Ends when the signal is aborted; rejects with
 * `CLOSED` when the connection is closed, or with `ACCESS_DENIED`.
 */
export async function* followWatermarks(
  connection: JetStreamConnection,
  shard: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<DurabilityWatermark, void, undefined> {
  const subscription = connection.nats.subscribe(watermarkSubject(shard));
  const stop = (): void => subscription.unsubscribe();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    for await (const message of subscription) {
      const mark = readMark(connection, message);
      if (mark !== undefined) yield mark;
      if (signal?.aborted === true) return;
    }
  } catch (error) {
    throw natsToBusError(error, `following the watermarks of ${shard}`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
  if (signal?.aborted !== true && connection.closedBy !== undefined) throw connection.closedBy;
}

function readMark({ logger }: JetStreamConnection, message: Msg): DurabilityWatermark | undefined {
  try {
    return decodeWatermark(message.string());
  } catch (error) {
    logger.warn('no durability watermark: passed over', { subject: message.subject, error });
    return undefined;
  }
}

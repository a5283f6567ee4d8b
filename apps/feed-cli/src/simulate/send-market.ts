import { formatNumber, type CommandContext } from '@assay/cli';
import {
  batchLines,
  createFeedLines,
  createMarketSimulator,
  datasetRun,
  runSimulator,
  sessionOf,
  sessionRun,
  type DeliveredLine,
  type FeedName,
  type MarketSimulatorOptions,
} from '@assay/feeds';
import { isoOfNs, sha256Hex } from '@assay/schemas';
import type { EventSink } from '../sink/event-sink.js';
import { createSender, type Sender } from '../sink/sender.js';
import { storedResult } from '../sink/stored.js';
import type { Period } from './period.js';

/** What is sent where. */
export interface SendMarketParts {
  readonly context: CommandContext;
  readonly market: Omit<MarketSimulatorOptions, 'startNs'>;
  readonly period: Period;
  readonly speed: number;
  readonly sink: EventSink;
  readonly signal: AbortSignal;
}

/** Sends a market to the log, each feed's dataset as a run of its own. */
export async function sendMarket(parts: SendMarketParts) {
  const { context, speed, sink, signal } = parts;
  const { sessions, about } = parts.period;
  const startNs = sessions[0].startNs;
  const market = createMarketSimulator({ ...parts.market, startNs });
  const session = sessionOf(market, 1);
  const run = sessionRun(session);
  const feed = createFeedLines(session.snapshot.settings);
  const senders: Readonly<Record<FeedName, Sender>> = {
    a: createSender(sink, (dataset) => datasetRun(run, dataset)),
    b: createSender(sink, (dataset) => datasetRun(`${run}-b`, dataset)),
  };
  const counts: Record<string, number> = {};
  const progress = context.progress({ label: 'simulate', unit: 'events' });

  async function send(delivered: readonly DeliveredLine[]): Promise<void> {
    for (const { feed: name, ...batch } of batchLines(delivered)) {
      await senders[name].send(batch);
    }
    for (const { dataset, isRepeat } of delivered) {
      counts[dataset.id] = (counts[dataset.id] ?? 0) + (isRepeat ? 0 : 1);
    }
    progress.add(delivered.length);
  }

  const untilNs = sessions[sessions.length - 1].endNs - 1n;
  const { events, reason } = await runSimulator({
    market,
    clock: context.clock,
    speed,
    untilNs,
    signal,
    onEvents: (batch) => send(feed.deliver(batch)),
  });
  await send(feed.finish());
  progress.finish();
  const stored = await sink.finish();
  const [a, b] = [senders.a.sent(), senders.b.sent()];
  const two = session.snapshot.settings.feeds === 2;
  const sent = a.sent + b.sent;
  const skipped = a.skipped + b.skipped;
  const digest = two ? sha256Hex(`${a.digest} ${b.digest}`) : a.digest;
  return {
    result: {
      runs: a.runs,
      ...(two ? { runs_b: b.runs } : {}),
      seed: parts.market.seed,
      start_ns: startNs,
      until_ns: market.timeNs,
      complete: reason === 'until',
      events: counts,
      events_sent: sent,
      events_already_stored: skipped,
      ...storedResult(stored),
      digest,
    },
    text:
      `${formatNumber(events)} events of ${about}, from ${isoOfNs(startNs)} to ` +
      `${isoOfNs(market.timeNs)}${reason === 'until' ? '' : ' (ended early)'}: ` +
      `${formatNumber(sent)} sent, ${formatNumber(skipped)} already stored; ` +
      `digest ${digest.slice(0, 12)}`,
  };
}

import { encodeRow, type Dataset } from '@assay/schemas';
import type { SimulatedEvent } from '../event.js';
import { chance, createRandom, exponential, uniform, type RandomState } from '../random.js';
import type { MarketSettings } from '../settings.js';
import type { TruthRecord } from '../truth.js';
import { damageLine } from './damage.js';
import { createDelayQueue, type Arriving } from './delay-queue.js';
import { createGaps } from './gaps.js';
import { createSequences } from './sequences.js';

/** The feeds' names: B brings the events of A a second time. */
export type FeedName = 'a' | 'b';

/** One event as a feed delivers it. */
export interface DeliveredLine {
  readonly feed: FeedName;
  readonly dataset: Dataset;
  /** Its place in the feed's run of the dataset, from 0; that of the first delivery if it is a repeat. */
  readonly ordinal: number;
  readonly line: string;
  readonly isRepeat: boolean;
}

/** What feeds make of a market's events: copies, delays, losses, damage. */
export interface FeedLines {
  /** Takes the market's next events; gives what has arrived by the last one's event time. */
  deliver(events: readonly SimulatedEvent[]): DeliveredLine[];
  /** Gives what is still under way, for a session has ended; more events may follow. */
  drain(): DeliveredLine[];
  /** Gives what is still under way, and tells of the last gaps. */
  finish(): DeliveredLine[];
}

interface UnderWay extends Arriving {
  readonly feed: FeedName;
  readonly dataset: Dataset;
  readonly tsEventNs: bigint;
  readonly line: string;
  readonly kind: 'event' | 'late' | 'repeat' | 'bad';
  /** How late it is, or what was done to it. */
  readonly detail: bigint | string;
  /** Of a repeat: what it repeats. Its ordinal is known once that has arrived. */
  readonly original: UnderWay | undefined;
  ordinal: number;
}

/** B hears everything so much later than A, and a little more each time. */
const FEED_B_NS = 40_000;
const FEED_B_EXTRA_NS = 25_000;
/** A repeat follows its first delivery by so much on the mean. */
const REPEAT_NS = 3_000_000;
const LAST_NS = 9_000_000_000_000_000_000n;

/**
 * Feeds of a market. A deterministic function of settings and events, however these are batched. With
 * every knob of the feeds at its default the lines are the events, in order.
 */
export function createFeedLines(
  settings: MarketSettings,
  onTruth: (record: TruthRecord) => void = () => undefined,
): FeedLines {
  const names: readonly FeedName[] = settings.feeds === 2 ? ['a', 'b'] : ['a'];
  const feeds = names.map((name) => ({
    name,
    random: createRandom(settings.seed, `feed-${name}`),
    gaps: createGaps(settings, name, onTruth),
    lastNs: new Map<Dataset, bigint>(),
  }));
  const sequences = createSequences(settings, onTruth);
  const queue = createDelayQueue<UnderWay>();
  const counts = { a: new Map<Dataset, number>(), b: new Map<Dataset, number>() };
  let order = 0;

  function put(item: Omit<UnderWay, 'order' | 'ordinal'>): UnderWay {
    const whole = { ...item, order, ordinal: -1 };
    order += 1;
    queue.put(whole);
    return whole;
  }

  function send(feed: (typeof feeds)[number], event: SimulatedEvent): void {
    const { dataset, row } = event;
    const { random } = feed;
    const tsEventNs = row.ts_event_ns;
    if (feed.gaps.loses(tsEventNs)) {
      return;
    }
    const heldNs = holdUp(settings, random);
    const lateNs = drawLate(settings, random);
    const sentNs = 'ts_recv_ns' in row ? row.ts_recv_ns : tsEventNs;
    const extraNs = feed.name === 'a' ? 0 : FEED_B_NS + jitter(random, FEED_B_EXTRA_NS);
    let atNs = sentNs + BigInt(extraNs);
    // A connection delivers in order, but for what is held up.
    const last = feed.lastNs.get(dataset) ?? 0n;
    atNs = atNs < last ? last : atNs;
    feed.lastNs.set(dataset, atNs);
    atNs += BigInt(heldNs + lateNs);
    const moved = 'ts_recv_ns' in row && row.ts_recv_ns !== atNs;
    const shown = moved ? { ...row, ts_recv_ns: atNs } : row;
    const line = encodeRow(dataset, shown);
    const own = { feed: feed.name, dataset, tsEventNs, atNs, original: undefined };
    const kind = lateNs > 0 ? 'late' : 'event';
    const original = put({ ...own, line, kind, detail: BigInt(lateNs) });
    if (chance(random, settings.duplicateShare)) {
      const againNs = atNs + BigInt(1 + jitter(random, REPEAT_NS));
      put({ ...own, line, atNs: againNs, kind: 'repeat', detail: '', original });
    }
    if (chance(random, settings.badShare)) {
      const bad = damageLine(line, random);
      put({ ...own, line: bad.line, atNs: atNs + 1n, kind: 'bad', detail: bad.damage });
    }
  }

  function arrive(item: UnderWay): DeliveredLine {
    const { feed, dataset, line, kind, tsEventNs, detail } = item;
    const isRepeat = item.original !== undefined;
    if (item.original !== undefined) {
      item.ordinal = item.original.ordinal;
    } else {
      item.ordinal = counts[feed].get(dataset) ?? 0;
      counts[feed].set(dataset, item.ordinal + 1);
    }
    const { ordinal } = item;
    const place = { feed, dataset: dataset.id, ordinal };
    if (kind === 'late') {
      onTruth({ tsEventNs, kind, fields: { ...place, by_ns: detail } });
    } else if (kind === 'bad') {
      onTruth({ tsEventNs, kind, fields: { ...place, damage: detail } });
    } else if (kind === 'repeat') {
      onTruth({ tsEventNs, kind: 'repeated', fields: place });
    }
    return { feed, dataset, ordinal, line, isRepeat };
  }

  function takeUntil(untilNs: bigint): DeliveredLine[] {
    const lines: DeliveredLine[] = [];
    for (let next = queue.take(untilNs); next !== undefined; next = queue.take(untilNs)) {
      lines.push(arrive(next));
    }
    return lines;
  }

  return {
    deliver(events) {
      for (const event of events) {
        const numbered = sequences.number(event);
        for (const feed of feeds) {
          send(feed, numbered);
        }
      }
      const last = events.at(-1);
      // Nothing arrives before it happens: what comes later cannot overtake what is taken now.
      return last === undefined ? [] : takeUntil(last.row.ts_event_ns);
    },
    drain: () => takeUntil(LAST_NS),
    finish() {
      for (const feed of feeds) {
        feed.gaps.finish();
      }
      return takeUntil(LAST_NS);
    },
  };
}

function jitter(random: RandomState, meanNs: number): number {
  return Math.round(meanNs * exponential(random));
}

function holdUp(settings: MarketSettings, random: RandomState): number {
  return settings.disorderShare > 0 && chance(random, settings.disorderShare)
    ? Math.round(settings.disorderMs * 1e6 * uniform(random))
    : 0;
}

function drawLate(settings: MarketSettings, random: RandomState): number {
  return settings.lateShare > 0 && chance(random, settings.lateShare)
    ? Math.round(settings.lateSeconds * 1e9 * (0.5 + uniform(random)))
    : 0;
}

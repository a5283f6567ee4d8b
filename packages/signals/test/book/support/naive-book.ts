import type { ZoneFlows } from '../../../src/book/zone-flows.js';
import type { BookEvent, BookRow, Levels, PrintRow } from './book-events.js';

export interface NaiveParameters {
  readonly gridNs: number;
  readonly windowNs: number;
  readonly staleNs: number;
  readonly reachTicks: number;
}

/** All the books of one instant, as the last of them. */
interface Instant {
  readonly atNs: number;
  readonly row: BookRow;
  readonly isSnapshot: boolean;
}

interface Flow {
  readonly bucketEndNs: number;
  readonly added: number;
  readonly canceled: number;
  readonly filled: number;
}

/** What the proxy's book says at its last tick, from its whole history, price by price, in no hurry. */
export function naiveZone(
  history: readonly BookEvent[],
  side: 'bid' | 'ask',
  centre: number,
  { gridNs, windowNs, staleNs, reachTicks }: NaiveParameters,
): ZoneFlows {
  const { instants, prints, tNs } = accepted(history);
  const now = instants.at(-1);
  const isThere = now !== undefined && !isEmpty(now);
  let added = 0;
  let canceled = 0;
  let filled = 0;
  let depth = 0;
  let visiblePrices = 0;
  for (let price = centre - reachTicks; price <= centre + reachTicks; price += 1) {
    for (const flow of flowsAt(price, side, instants, prints, { gridNs, staleNs })) {
      if (flow.bucketEndNs > tNs - windowNs && flow.bucketEndNs <= tNs) {
        added += flow.added;
        canceled += flow.canceled;
        filled += flow.filled;
      }
    }
    const shown = isThere ? depthAt(now.row, side, price) : undefined;
    depth += shown ?? 0;
    visiblePrices += shown === undefined ? 0 : 1;
  }
  const zonePrices = 2 * reachTicks + 1;
  const isUnknown = !isThere || tNs - now.atNs > staleNs || visiblePrices < zonePrices / 4;
  return { added, canceled, filled, depth, visiblePrices, zonePrices, isUnknown };
}

/** The mid at the last tick. */
export function naiveMid(
  history: readonly BookEvent[],
  { staleNs }: Pick<NaiveParameters, 'staleNs'>,
): number | undefined {
  const { instants, tNs } = accepted(history);
  const priced = instants.filter((instant) => mid(instant) !== undefined).at(-1);
  return priced !== undefined && tNs - priced.atNs <= staleNs ? mid(priced) : undefined;
}

/** What is not backwards and not out of order; the books of an instant become one. */
function accepted(history: readonly BookEvent[]) {
  const rows: BookRow[] = [];
  const prints: PrintRow[] = [];
  let lastNs = -Infinity;
  let tNs = -Infinity;
  for (const event of history) {
    if (event.kind === 'tick') {
      tNs = event.atNs;
    } else if (event.atNs >= lastNs && event.atNs > tNs) {
      lastNs = event.atNs;
      if (event.kind === 'print') {
        prints.push(event);
      } else if (isOrdered(event.bids, event.depth, -1) && isOrdered(event.asks, event.depth, 1)) {
        rows.push(event);
      }
    }
  }
  const instants: Instant[] = [...new Set(rows.map(({ atNs }) => atNs))].map((atNs) => {
    const ofInstant = rows.filter((row) => row.atNs === atNs);
    const isSnapshot = ofInstant.some((row) => row.isSnapshot);
    return { atNs, row: ofInstant[ofInstant.length - 1], isSnapshot };
  });
  return { instants, prints, tNs };
}

function flowsAt(
  price: number,
  side: 'bid' | 'ask',
  instants: readonly Instant[],
  prints: readonly PrintRow[],
  { gridNs, staleNs }: Pick<NaiveParameters, 'gridNs' | 'staleNs'>,
): Flow[] {
  return instants.flatMap((current, index) => {
    const before = instants.at(index - 1);
    if (index === 0 || before === undefined || isEmpty(before) || isEmpty(current)) return [];
    if (current.isSnapshot || current.atNs - before.atNs > staleNs) return [];
    if (isCrossed(before.row) || isCrossed(current.row)) return [];
    const was = depthAt(before.row, side, price);
    const is = depthAt(current.row, side, price);
    if (was === undefined || is === undefined) return [];
    const executed = prints
      .filter((row) => row.ticks === price && row.side === (side === 'bid' ? -1 : 1))
      .filter(({ atNs }) => atNs > before.atNs && atNs <= current.atNs)
      .reduce((sum, { size }) => sum + size, 0);
    const net = is - was + executed;
    return [
      {
        bucketEndNs: Math.ceil(current.atNs / gridNs) * gridNs,
        added: Math.max(0, net),
        canceled: Math.max(0, -net),
        filled: executed,
      },
    ];
  });
}

/** The depth that a book tells of a price; undefined where it tells nothing. */
function depthAt(row: BookRow, side: 'bid' | 'ask', price: number): number | undefined {
  const carried = (side === 'bid' ? row.bids : row.asks).slice(0, row.depth);
  const listed = carried.filter((level) => level !== null);
  const found = listed.find(([ticks]) => ticks === price);
  if (found !== undefined) return found[1];
  if (carried.length < row.depth || carried[row.depth - 1] === null) return 0;
  const worst = listed[listed.length - 1][0];
  return (side === 'bid' ? price > worst : price < worst) ? 0 : undefined;
}

function isOrdered(levels: Levels, depth: number, direction: 1 | -1): boolean {
  const listed = levels.slice(0, depth).filter((level) => level !== null);
  return listed.every(
    ([ticks, size], index) =>
      size >= 0 && (index === 0 || (ticks - listed[index - 1][0]) * direction > 0),
  );
}

function best({ row }: Instant, side: 'bids' | 'asks'): number | undefined {
  return row[side].slice(0, row.depth).find((level) => level !== null && level[1] > 0)?.[0];
}

function isEmpty({ row }: Instant): boolean {
  return [row.bids, row.asks].every((side) => side.slice(0, row.depth).every((x) => x === null));
}

function isCrossed(row: BookRow): boolean {
  const instant = { atNs: row.atNs, row, isSnapshot: false };
  const bid = best(instant, 'bids');
  const ask = best(instant, 'asks');
  return bid !== undefined && ask !== undefined && bid > ask;
}

function mid(instant: Instant): number | undefined {
  const bid = best(instant, 'bids');
  const ask = best(instant, 'asks');
  const isPriced = bid !== undefined && ask !== undefined && bid <= ask;
  return isPriced ? (bid + ask) / 2 : undefined;
}

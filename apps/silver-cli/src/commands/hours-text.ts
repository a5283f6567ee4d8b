import { formatNumber } from '@assay/cli';
import type { HourOrDayName } from '@assay/silver';

/** `1 hour`, `2,000 hours`. Days of datasets without hours count as one each. */
export function hours(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? 'hour' : 'hours'}`;
}

/** `futures.trades.v1 ESH6 2025-12-16 hour 14`; of a day as a whole `futures.trades.v1 2025-12-16`. */
export function hourName({ dataset, partition, date, hour }: HourOrDayName): string {
  const of = partition === null ? '' : ` ${partition}`;
  return `${dataset}${of} ${date}${hour === null ? '' : ` hour ${hour}`}`;
}

/** `1 duplicate`, `2,000 duplicates`. */
export function counted(count: number, one: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : `${one}s`}`;
}

/** `stale: file missing`; `unchanged` where the reason is the same word. */
export function whyText(state: string, reason: string): string {
  return reason === state || reason.startsWith(`${state} (`) ? reason : `${state}: ${reason}`;
}

/** Items with one key together, in the order that the keys come in. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

/** Trades by what the join to greeks found. */
interface Join {
  readonly joined: number;
  readonly stale: number;
  readonly none: number;
}

/** `enriched: 940 of 1,000 trades (94.0 %); 40 had only older greeks, 20 none`. */
export function joinText(joins: readonly Join[]): string {
  const sum = (of: (join: Join) => number) => joins.reduce((total, join) => total + of(join), 0);
  const [joined, stale, none] = [
    sum((each) => each.joined),
    sum((each) => each.stale),
    sum((each) => each.none),
  ];
  const all = joined + stale + none;
  const share = all === 0 ? 0 : (joined / all) * 100;
  return (
    `enriched: ${formatNumber(joined)} of ${formatNumber(all)} trades (${formatNumber(share, 1)} %); ` +
    `${formatNumber(stale)} had only older greeks, ${formatNumber(none)} none`
  );
}

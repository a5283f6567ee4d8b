import type { QuerySession, ResultRow } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import { hasColumns } from './has-columns.js';
import type { BookCounts, BookQuality } from './quality-report.js';

/** Where datasets keep the best prices: quotes, and books of several levels. */
const BEST_PRICES = [
  { bid: 'bid_px', offer: 'ask_px' },
  { bid: 'bid_px_1', offer: 'ask_px_1' },
] as const;

/**
 * Crossed, locked and one-sided rows. Undefined for a dataset without best prices.
 *
 * @param rows relation of the dataset's rows
 */
export async function bookQuality(
  session: QuerySession,
  dataset: Dataset,
  rows: string,
): Promise<BookQuality | undefined> {
  const best = BEST_PRICES.find(({ bid, offer }) => hasColumns(dataset, bid, offer));
  if (best === undefined) {
    return undefined;
  }
  const tellsSnapshots = hasColumns(dataset, 'is_snapshot');
  const found = await session.rows(`WITH best AS (
      SELECT "${best.bid}" AS bid, "${best.offer}" AS offer,
        ${tellsSnapshots ? '"is_snapshot"' : 'false'} AS is_snapshot FROM ${rows})
    SELECT is_snapshot, count(*) AS total,
      count(*) FILTER (bid > offer) AS crossed,
      count(*) FILTER (bid = offer) AS locked,
      count(*) FILTER (bid < offer) AS proper,
      count(*) FILTER (bid IS NOT NULL AND offer IS NULL) AS bid_only,
      count(*) FILTER (bid IS NULL AND offer IS NOT NULL) AS offer_only,
      count(*) FILTER (bid IS NULL AND offer IS NULL) AS empty
    FROM best GROUP BY is_snapshot`);
  const countsOf = (isSnapshot: boolean) =>
    bookCounts(found.find((row) => row.is_snapshot === isSnapshot));
  return { updates: countsOf(false), snapshots: tellsSnapshots ? countsOf(true) : undefined };
}

function bookCounts(row: ResultRow = {}): BookCounts {
  const count = (name: string) => Number(row[name] ?? 0);
  return {
    rows: count('total'),
    crossed: count('crossed'),
    locked: count('locked'),
    proper: count('proper'),
    bidOnly: count('bid_only'),
    offerOnly: count('offer_only'),
    empty: count('empty'),
  };
}

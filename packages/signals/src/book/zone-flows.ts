/** The defending side. A level below spot is defended by bids, one at or above spot by asks. */
export type BookSideName = 'bid' | 'ask';

/** What happened to one side of the proxy's book around a level, over the window; contracts. */
export interface ZoneFlows {
  readonly added: number;
  readonly canceled: number;
  readonly filled: number;
  /** What stands there now, at the prices that the book shows. */
  readonly depth: number;
  /** Prices of the zone whose depth the book tells now, be it 0. */
  readonly visiblePrices: number;
  readonly zonePrices: number;
  /** Less than a quarter of the zone is visible, or the book is too old: nothing is known. */
  readonly isUnknown: boolean;
}

import {
  futuresMbp10,
  futuresTrades,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import type { Tally } from '../tally.js';
import { futuresBookRow, stockQuoteRow } from './book-rows.js';
import type { MarketKind } from './datasets.js';
import type { Draft } from './draft.js';
import type { Contracts } from './options/contracts.js';
import { createOptionTradeRow } from './options/option-rows.js';
import { futuresTradeRow, stockTradeRow } from './trade-rows.js';

/** Where records of a kind go, and how they become rows. */
export interface Route {
  readonly dataset: Dataset;
  readonly toRow: (draft: Draft) => AnyRow;
}

/** Where a kind of market's trades and books go; no dataset holds books of options. */
export interface Routes {
  readonly trades: Route;
  readonly books: Route | undefined;
}

export function routesOf(kind: MarketKind, contracts: Contracts, tally: Tally): Routes {
  switch (kind) {
    case 'futures':
      return {
        trades: { dataset: futuresTrades, toRow: futuresTradeRow },
        books: { dataset: futuresMbp10, toRow: futuresBookRow },
      };
    case 'equities':
      return {
        trades: { dataset: stocksTrades, toRow: stockTradeRow },
        books: { dataset: stocksQuotes, toRow: stockQuoteRow },
      };
    case 'options':
      return {
        trades: { dataset: optionsTrades, toRow: createOptionTradeRow(contracts, tally) },
        books: undefined,
      };
  }
}

import type { FeedInput } from '../input.js';

/** How to read a DBN file. What the file says itself needs no option. */
export interface DbnOptions {
  /** Only events of these symbols. Events whose symbol is unknown are kept (and refused). */
  readonly symbols?: ReadonlySet<string>;
  /** Book records of trades (action T) become trades too, besides the book row that each gives. */
  readonly tradesFromBooks?: boolean;
  /** Names by instrument id. They win over the file's own mappings. */
  readonly instruments?: ReadonlyMap<number, string>;
  /** Read the orders (mbo) in a live capture; a file of orders needs no option. */
  readonly booksFromOrders?: boolean;
  /** Orders (mbo): every book is empty, and known to be, where the file starts. */
  readonly booksFromEmpty?: boolean;
  /** DBN files that define the options of an OPRA file. */
  readonly definitions?: readonly FeedInput[];
  /** What a header-less fragment (`.dbn.frag`) is; must be left out for a file with a header. */
  readonly fragment?: DbnFragment;
}

/** What a header would say. */
export interface DbnFragment {
  /** 1, 2 or 3. */
  readonly version: number;
  /** E.g. `GLBX.MDP3`: the `source` of the rows. */
  readonly dataset: string;
  /** Whether every record ends with its send time. */
  readonly hasTsOut?: boolean;
}

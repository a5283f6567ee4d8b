import type {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  RowOf,
  stocksQuotes,
  stocksTrades,
} from '@assay/schemas';

type SimulatedDataset =
  | typeof futuresTrades
  | typeof futuresMbp10
  | typeof stocksTrades
  | typeof stocksQuotes
  | typeof optionsTrades
  | typeof optionsGreeksSnapshots;

type RowEvent<D> = D extends SimulatedDataset
  ? {
      /** 0, 1, 2 … over the market's whole life, all datasets and restarts included. */
      readonly ordinal: number;
      readonly dataset: D;
      readonly row: RowOf<D>;
    }
  : never;

/** One row of one dataset; `event.dataset` tells which. */
export type SimulatedEvent = RowEvent<SimulatedDataset>;

/** Where the parts of the market put their rows, in order. */
export type Emit = <D extends SimulatedDataset>(dataset: D, row: RowOf<D>) => void;

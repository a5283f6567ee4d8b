import {
  futuresMbp10,
  futuresTrades,
  isOutrightOf,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  stocksQuotes,
  stocksTrades,
} from '@assay/schemas';
import { underlyingName, type EngineConfig } from '../config/engine-config.js';
import { isFront } from './front-symbol.js';

/** Which rows an engine wants: by dataset, a symbol or underlying. */
export interface WantedRows {
  /** The column that says which; undefined for a dataset that the engine does not know. */
  partitionOf(datasetId: string): string | undefined;
  /** Whether some session may want it. */
  mayWant(datasetId: string, partition: string): boolean;
  /** Whether the session of a date wants it, whose front contract is `front`. */
  wants(datasetId: string, partition: string, front: string | null, date: string): boolean;
}

const FUTURES = [futuresTrades, futuresMbp10];
const STOCKS = [stocksTrades, stocksQuotes];
const OPTIONS = [optionsGreeksSnapshots, optionsTrades, optionsTradesEnriched];

export function wantedRows(config: EngineConfig): WantedRows {
  const { underlying, proxy } = config;
  const name = underlyingName(config);
  const isOneOf = (datasets: readonly { readonly id: string }[], id: string): boolean =>
    datasets.some((dataset) => dataset.id === id);

  function mayWant(datasetId: string, partition: string): boolean {
    if (isOneOf(FUTURES, datasetId)) {
      return proxy !== null && isOutrightOf(proxy.root, partition);
    }
    const isKnown = isOneOf(OPTIONS, datasetId) || underlying.kind === 'stock';
    return isKnown && partition === name;
  }

  return {
    partitionOf: (datasetId) =>
      [...FUTURES, ...STOCKS, ...OPTIONS].find(({ id }) => id === datasetId)?.partition.column,
    mayWant,
    wants: (datasetId, partition, front, date) =>
      mayWant(datasetId, partition) &&
      (proxy === null ||
        !isOneOf(FUTURES, datasetId) ||
        (front !== null && isFront(proxy.root, partition, front, date))),
  };
}

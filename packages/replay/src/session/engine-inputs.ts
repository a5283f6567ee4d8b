import {
  futuresMbp10,
  futuresTrades,
  isOutrightOf,
  optionsGreeksSnapshots,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
} from '@assay/schemas';
import { underlyingName, type EngineConfig } from '@assay/signals';

/** Which rows an engine is fed with. */
export interface EngineInputs {
  /** Dataset ids. */
  readonly datasets: readonly string[];
  readonly isWanted: (dataset: string, value: string) => boolean;
}

/** The rows that an engine of this configuration uses: all others it would count as foreign. */
export function engineInputs(config: EngineConfig): EngineInputs {
  const { underlying, proxy } = config;
  const isStock = underlying.kind === 'stock';
  const stock = isStock ? [stocksTrades.id, stocksQuotes.id] : [];
  const futures = proxy === null ? [] : [futuresTrades.id, futuresMbp10.id];
  const options = [optionsGreeksSnapshots.id, optionsTrades.id];
  const isFutures = new Set(futures);
  const name = underlyingName(config);
  return {
    datasets: [...futures, ...stock, ...options],
    isWanted: (dataset, value) =>
      isFutures.has(dataset) && proxy !== null ? isOutrightOf(proxy.root, value) : value === name,
  };
}

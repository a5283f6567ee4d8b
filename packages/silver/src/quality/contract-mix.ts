import { isOutrightOf, isSpread } from '@assay/schemas';
import type { ContractMix, PartitionQuality } from './quality-report.js';

/** A dated contract: product, month, year. Its product is what is left of the month. */
const DATED = /^([A-Z0-9]{1,4}?)[FGHJKMNQUVXZ]\d{1,4}$/;
/** What splits the legs of a combination. */
const BETWEEN_LEGS = /[-: ]/;

/**
 * The volume of every futures product over its contracts. What is a contract is told by its symbol: a
 * partition that is none, and no combination of some, is no product's.
 */
export function contractMixes(partitions: readonly PartitionQuality[]): ContractMix[] {
  const products = new Map<string, Product>();
  for (const contract of partitions) {
    const { dataset } = contract;
    const root = rootOf(contract.partition);
    if (contract.volume !== undefined && root !== undefined) {
      const name = `${dataset} ${root}`;
      const product = products.get(name) ?? { dataset, root, contracts: [] };
      product.contracts.push(contract);
      products.set(name, product);
    }
  }
  return [...products.values()].map(mixOf);
}

interface Product {
  readonly dataset: string;
  readonly root: string;
  readonly contracts: PartitionQuality[];
}

function rootOf(symbol: string): string | undefined {
  const [firstLeg] = symbol.split(BETWEEN_LEGS);
  return DATED.exec(firstLeg)?.[1];
}

function mixOf({ dataset, root, contracts }: Product): ContractMix {
  const traded = contracts
    .map(({ partition, volume = 0n }) => ({ symbol: partition, volume }))
    .sort((a, b) =>
      a.volume === b.volume ? (a.symbol < b.symbol ? -1 : 1) : a.volume > b.volume ? -1 : 1,
    );
  const outrights = traded.filter(({ symbol }) => isOutrightOf(root, symbol));
  const spreads = traded.filter(({ symbol }) => isSpread(symbol));
  const outrightVolume = total(outrights);
  return {
    dataset,
    root,
    outrights: outrights.map(({ symbol, volume }) => ({
      symbol,
      volume,
      share: outrightVolume === 0n ? undefined : Number(volume) / Number(outrightVolume),
    })),
    outrightVolume,
    spreads,
    spreadVolume: total(spreads),
  };
}

function total(contracts: readonly { readonly volume: bigint }[]): bigint {
  return contracts.reduce((sum, { volume }) => sum + volume, 0n);
}

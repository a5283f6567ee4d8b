import { contractSymbol, parseContract, type FuturesContract } from '@assay/calendar';

/**
 * The front contract by a session's volume: the greatest first; of equal ones the contract that expires first,
 * then the symbol. What is no dated contract (`ES`, `ES.c.0`: volume of several) comes after those that are. The
 * rule of Silver's reader. Null where none traded.
 *
 * @param volumes contracts traded, by symbol of an outright of the root
 * @param asOf date of that session, for years of one digit
 */
export function frontByVolume(
  volumes: ReadonlyMap<string, number>,
  root: string,
  asOf: string,
): string | null {
  const candidates = [...volumes].map(([symbol, volume]) => ({
    symbol,
    volume,
    expiry: expiryOf(symbol, root, asOf),
  }));
  candidates.sort((one, other) => {
    const dated = Number(other.expiry !== undefined) - Number(one.expiry !== undefined);
    return (
      dated ||
      other.volume - one.volume ||
      (one.expiry ?? 0) - (other.expiry ?? 0) ||
      (one.symbol < other.symbol ? -1 : 1)
    );
  });
  return candidates.at(0)?.symbol ?? null;
}

/** One name for a contract, however its symbol spells the year: `ESZ25` and `ESZ2025` are `ESZ5`. */
export function contractName(symbol: string, root: string, asOf: string): string {
  const contract = contractOf(symbol, root, asOf);
  return contract === undefined ? symbol : contractSymbol(contract);
}

/** Months since year 0, of a dated contract. */
function expiryOf(symbol: string, root: string, asOf: string): number | undefined {
  const contract = contractOf(symbol, root, asOf);
  return contract === undefined ? undefined : contract.year * 12 + contract.month;
}

function contractOf(symbol: string, root: string, asOf: string): FuturesContract | undefined {
  return /^[A-Z](?:\d{1,2}|\d{4})$/.test(symbol.slice(root.length))
    ? parseContract(symbol, asOf)
    : undefined;
}

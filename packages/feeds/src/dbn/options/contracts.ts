import type { Problem } from '../../feed.js';
import { isAdjustedRoot, parseOsiSymbol, underlyingOfRoot } from '../../osi-symbol.js';
import type { OptionDefinition } from './definition-record.js';

/** The option that a symbol names. */
export interface OptionContract {
  readonly underlying: string;
  readonly expDate: string;
  readonly strike: number;
  readonly right: 'C' | 'P';
  /** After a split or a merger: not 100 shares of the underlying alone. */
  readonly isAdjusted: boolean;
}

/** Knows contracts by their symbol: from the symbol itself, and from definitions. */
export interface Contracts {
  /** The contract, or why it is not known. */
  find(symbol: string): OptionContract | Problem;
  /** Takes in a definition; it holds from here on. */
  learn(definition: OptionDefinition): void;
}

/**
 * An OSI symbol states expiry, strike and right exactly; a definition is asked for the underlying
 * alone, and for everything where the symbol is in no such form. Nothing is guessed.
 */
export function createContracts(): Contracts {
  const definitions = new Map<string, OptionDefinition>();
  const contradicted = new Set<string>();
  const found = new Map<string, OptionContract | Problem>();

  function resolve(symbol: string): OptionContract | Problem {
    const definition = definitions.get(symbol);
    if (contradicted.has(symbol)) {
      const detail = `option "${symbol}": expected one definition, was several that differ`;
      return { code: 'AMBIGUOUS_INSTRUMENT', detail };
    }
    const osi = parseOsiSymbol(symbol);
    if (osi === undefined) {
      return ofDefinition(symbol, definition);
    }
    const underlying = definition?.underlying ?? underlyingOfRoot(osi.root);
    if (underlying === undefined) {
      const detail = `option "${symbol}": expected to know the underlying of its root, was none; name a file of definitions (definitions=FILE)`;
      return { code: 'UNKNOWN_INSTRUMENT', detail };
    }
    if (definition !== undefined && !agree(osi, definition)) {
      const detail = `option "${symbol}": expected its definition to say the same, was ${text(definition)}`;
      return { code: 'AMBIGUOUS_INSTRUMENT', detail };
    }
    const { expDate, strike, right } = osi;
    return { underlying, expDate, strike, right, isAdjusted: isAdjustedRoot(osi.root) };
  }

  return {
    find(symbol) {
      let contract = found.get(symbol);
      if (contract === undefined) {
        contract = resolve(symbol);
        found.set(symbol, contract);
      }
      return contract;
    },
    learn(definition) {
      const { symbol } = definition;
      const known = definitions.get(symbol);
      if (known !== undefined && text(known) !== text(definition)) {
        contradicted.add(symbol);
      }
      definitions.set(symbol, definition);
      found.delete(symbol);
    },
  };
}

function ofDefinition(
  symbol: string,
  definition: OptionDefinition | undefined,
): OptionContract | Problem {
  const { underlying, expDate, strike, right } = definition ?? {};
  if (
    underlying === undefined ||
    expDate === undefined ||
    strike === undefined ||
    right === undefined
  ) {
    const was = definition === undefined ? 'no definition' : text(definition);
    const detail = `option "${symbol}": expected an OSI symbol or a whole definition, was ${was}; name a file of definitions (definitions=FILE)`;
    return { code: 'UNKNOWN_INSTRUMENT', detail };
  }
  return { underlying, expDate, strike, right, isAdjusted: false };
}

/** Whether a definition says what the symbol says, as far as it says anything. */
function agree(
  symbol: Pick<OptionContract, 'expDate' | 'strike' | 'right'>,
  definition: OptionDefinition,
): boolean {
  const { expDate, strike, right } = definition;
  return (
    (expDate ?? symbol.expDate) === symbol.expDate &&
    (strike ?? symbol.strike) === symbol.strike &&
    (right ?? symbol.right) === symbol.right
  );
}

function text({ underlying, expDate, strike, right }: OptionDefinition): string {
  return [underlying, expDate, strike, right].map((each) => each ?? 'undefined').join(' ');
}

/**
 * Sale conditions of stocks: the vendors' codes and the canonical names that `conditions` is made
 * of.
 *
 * Names are those of LEAN's `TradeConditionFlags`, which keeps one bit for each fact; a code that
 * says two things at once gets both names (`Z`, sold out of sequence, is `OutOfSequence|Sold` in
 * either vendor). `ExtendedHours` is the tapes' code T, which UTP calls Form T.
 *
 * Sources:
 * - bits: QuantConnect/Lean, Common/Data/Auxiliary/TradeConditionFlags.cs
 * - ids: Massive (Polygon), https://massive.com/glossary/conditions-indicators ("Trade
 * Conditions"), served at /v3/reference/conditions?asset_class=stocks
 * - letters: CTS Pillar Output Specification (CTA) and UTP Data Feed Services Specification
 */
export interface SaleCondition {
  readonly names: readonly string[];
  /** Massive's ids: one thing has several where the tapes word it differently. */
  readonly massive: readonly number[];
  /** The code on either tape (CTA, UTP), where it has one. */
  readonly letters: string;
}

export const SALE_CONDITIONS: readonly SaleCondition[] = [
  { names: ['Regular'], massive: [0], letters: '@' },
  { names: ['Acquisition'], massive: [1], letters: 'A' },
  { names: ['AveragePrice'], massive: [2], letters: 'BW' },
  { names: ['AutoExecution'], massive: [3], letters: 'E' },
  { names: ['Bunched'], massive: [4], letters: 'B' },
  { names: ['Bunched', 'Sold'], massive: [5], letters: 'G' },
  { names: ['CapElection'], massive: [6], letters: 'I' },
  { names: ['Cash'], massive: [7], letters: 'C' },
  { names: ['ClosingPrints'], massive: [8, 19], letters: '6' },
  { names: ['Cross'], massive: [9], letters: 'X' },
  { names: ['DerivativelyPriced'], massive: [10], letters: '4' },
  { names: ['Distribution'], massive: [11], letters: 'D' },
  { names: ['ExtendedHours'], massive: [12], letters: 'T' },
  { names: ['ExtendedHours', 'OutOfSequence'], massive: [13], letters: 'U' },
  { names: ['IntermarketSweep'], massive: [14], letters: 'F' },
  { names: ['OfficialClose'], massive: [15], letters: 'M' },
  { names: ['OfficialOpen'], massive: [16], letters: 'Q' },
  { names: ['OpeningPrints'], massive: [17, 25], letters: 'O' },
  { names: ['ReOpeningPrints'], massive: [18, 28], letters: '5' },
  { names: ['NextDay'], massive: [20], letters: 'N' },
  { names: ['PriceVariation'], massive: [21], letters: 'H' },
  { names: ['PriorReferencePrice'], massive: [22], letters: 'P' },
  { names: ['Rule155'], massive: [23], letters: 'K' },
  { names: ['Rule127'], massive: [24], letters: 'K' },
  { names: ['Stopped'], massive: [27], letters: '1' },
  { names: ['Seller'], massive: [29], letters: 'R' },
  { names: ['Sold'], massive: [30], letters: 'L' },
  { names: ['Sold', 'Stopped'], massive: [31], letters: '2' },
  { names: ['OutOfSequence', 'Sold'], massive: [32], letters: 'Z' },
  { names: ['OutOfSequence', 'Sold', 'Stopped'], massive: [33], letters: '3' },
  { names: ['Split'], massive: [34], letters: 'S' },
  { names: ['StockOption'], massive: [35], letters: 'V' },
  { names: ['YellowFlag'], massive: [36], letters: 'Y' },
  { names: ['OddLot'], massive: [37], letters: 'I' },
  { names: ['CorrectedConsolidatedClose'], massive: [38], letters: '9' },
  { names: ['TradeThroughExempt'], massive: [41], letters: '' },
  { names: ['Contingent'], massive: [52], letters: 'V' },
  { names: ['QualifiedContingent'], massive: [53], letters: '7' },
  { names: ['OpeningReopeningDetail'], massive: [55], letters: '' },
];

/** Names of LEAN's bits, from bit 0. `FormT` and `ExtendedHours` are the same code of the tapes. */
const LEAN_BITS: readonly string[] = [
  'Regular',
  'Cash',
  'NextDay',
  'Seller',
  'YellowFlag',
  'IntermarketSweep',
  'OpeningPrints',
  'ClosingPrints',
  'ReOpeningPrints',
  'DerivativelyPriced',
  'ExtendedHours',
  'Sold',
  'Stopped',
  'ExtendedHours',
  'OutOfSequence',
  'Split',
  'Acquisition',
  'Bunched',
  'StockOption',
  'Distribution',
  'AveragePrice',
  'Cross',
  'PriceVariation',
  'Rule155',
  'OfficialClose',
  'PriorReferencePrice',
  'OfficialOpen',
  'CapElection',
  'AutoExecution',
  'TradeThroughExempt',
  'UndocumentedFlag',
  'OddLot',
];

const NAMES_OF_ID: ReadonlyMap<number, readonly string[]> = new Map(
  SALE_CONDITIONS.flatMap(({ names, massive }) => massive.map((id) => [id, names] as const)),
);

/** Names of a Massive id, or undefined for one that is not in its list. */
export function saleConditionOfMassive(id: number): readonly string[] | undefined {
  return NAMES_OF_ID.get(id);
}

/** The name of a LEAN bit, or undefined for one it has no name for. */
export function saleConditionOfLeanBit(bit: number): string | undefined {
  return LEAN_BITS[bit];
}

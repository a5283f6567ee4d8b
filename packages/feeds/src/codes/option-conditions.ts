/**
 * Trade conditions of options: OPRA's message types, Massive's ids for them, and canonical names.
 * Facts that stocks know too bear the same names (`Canceled`, `OutOfSequence`, `IntermarketSweep`).
 *
 * Sources:
 * - OPRA's mnemonics: OPRA Pillar Output Specification, participant message types of category `a`
 * (equity and index last sale)
 * - ids: Massive (Polygon),
 * https://massive.com/docs/rest/options/market-operations/condition-codes, served at
 * /v3/reference/conditions?asset_class=options
 */
export interface OptionCondition {
  readonly massive: number;
  /** OPRA's message type and mnemonic. */
  readonly opra: string;
  readonly names: readonly string[];
}

export const OPTION_CONDITIONS: readonly OptionCondition[] = [
  { massive: 201, opra: 'A CANC', names: ['Canceled'] },
  { massive: 202, opra: 'B OSEQ', names: ['Late', 'OutOfSequence'] },
  { massive: 203, opra: 'C CNCL', names: ['Canceled', 'LastReport'] },
  { massive: 204, opra: 'D LATE', names: ['Late'] },
  { massive: 205, opra: 'E CNCO', names: ['Canceled', 'OpeningReport'] },
  { massive: 206, opra: 'F OPEN', names: ['Late', 'OpeningReport', 'OutOfSequence'] },
  { massive: 207, opra: 'G CNOL', names: ['Canceled', 'OnlyReport'] },
  { massive: 208, opra: 'H OPNL', names: ['Late', 'OpeningReport'] },
  { massive: 209, opra: 'I AUTO', names: ['AutoExecution'] },
  { massive: 210, opra: 'J REOP', names: ['ReopeningReport'] },
  { massive: 219, opra: 'S ISOI', names: ['IntermarketSweep'] },
  { massive: 227, opra: 'a SLAN', names: ['SingleLegAuction'] },
  { massive: 228, opra: 'b SLAI', names: ['IntermarketSweep', 'SingleLegAuction'] },
  { massive: 229, opra: 'c SLCN', names: ['SingleLegCross'] },
  { massive: 230, opra: 'd SLCI', names: ['IntermarketSweep', 'SingleLegCross'] },
  { massive: 231, opra: 'e SLFT', names: ['SingleLegFloor'] },
  { massive: 232, opra: 'f MLET', names: ['MultiLegElectronic'] },
  { massive: 233, opra: 'g MLAT', names: ['MultiLegAuction'] },
  { massive: 234, opra: 'h MLCT', names: ['MultiLegCross'] },
  { massive: 235, opra: 'i MLFT', names: ['MultiLegFloor'] },
  { massive: 236, opra: 'j MESL', names: ['AgainstSingleLegs', 'MultiLegElectronic'] },
  { massive: 237, opra: 'k TLAT', names: ['StockOptionAuction'] },
  { massive: 238, opra: 'l MASL', names: ['AgainstSingleLegs', 'MultiLegAuction'] },
  { massive: 239, opra: 'm MFSL', names: ['AgainstSingleLegs', 'MultiLegFloor'] },
  { massive: 240, opra: 'n TLET', names: ['StockOptionElectronic'] },
  { massive: 241, opra: 'o TLCT', names: ['StockOptionCross'] },
  { massive: 242, opra: 'p TLFT', names: ['StockOptionFloor'] },
  { massive: 243, opra: 'q TESL', names: ['AgainstSingleLegs', 'StockOptionElectronic'] },
  { massive: 244, opra: 'r TASL', names: ['AgainstSingleLegs', 'StockOptionAuction'] },
  { massive: 245, opra: 's TFSL', names: ['AgainstSingleLegs', 'StockOptionFloor'] },
  { massive: 246, opra: 't CBMO', names: ['MultiLegFloor', 'ProprietaryProduct'] },
  { massive: 247, opra: 'u MCTP', names: ['MultilateralCompression', 'ProprietaryProduct'] },
  { massive: 248, opra: 'v EXHT', names: ['ExtendedHours'] },
];

const NAMES_OF_ID: ReadonlyMap<number, readonly string[]> = new Map(
  OPTION_CONDITIONS.map(({ massive, names }) => [massive, names]),
);

/** Names of a Massive id, or undefined for one that is not in its list. */
export function optionConditionOfMassive(id: number): readonly string[] | undefined {
  return NAMES_OF_ID.get(id);
}

/**
 * Whole code tables as their sources print them, so that no value changes unseen: `id → names`. They are
 * written out here a second time on purpose; nothing of `src/codes` is used to make them.
 */

/**
 * Massive, https://massive.com/docs/rest/options/market-operations/condition-codes (ids); OPRA Pillar
 * Output Specification, message types of category `a` (types and mnemonics).
 */
export const OPTION_CONDITION_TABLE: Readonly<Record<number, readonly [string, string]>> = {
  201: ['A CANC', 'Canceled'],
  202: ['B OSEQ', 'Late|OutOfSequence'],
  203: ['C CNCL', 'Canceled|LastReport'],
  204: ['D LATE', 'Late'],
  205: ['E CNCO', 'Canceled|OpeningReport'],
  206: ['F OPEN', 'Late|OpeningReport|OutOfSequence'],
  207: ['G CNOL', 'Canceled|OnlyReport'],
  208: ['H OPNL', 'Late|OpeningReport'],
  209: ['I AUTO', 'AutoExecution'],
  210: ['J REOP', 'ReopeningReport'],
  219: ['S ISOI', 'IntermarketSweep'],
  227: ['a SLAN', 'SingleLegAuction'],
  228: ['b SLAI', 'IntermarketSweep|SingleLegAuction'],
  229: ['c SLCN', 'SingleLegCross'],
  230: ['d SLCI', 'IntermarketSweep|SingleLegCross'],
  231: ['e SLFT', 'SingleLegFloor'],
  232: ['f MLET', 'MultiLegElectronic'],
  233: ['g MLAT', 'MultiLegAuction'],
  234: ['h MLCT', 'MultiLegCross'],
  235: ['i MLFT', 'MultiLegFloor'],
  236: ['j MESL', 'AgainstSingleLegs|MultiLegElectronic'],
  237: ['k TLAT', 'StockOptionAuction'],
  238: ['l MASL', 'AgainstSingleLegs|MultiLegAuction'],
  239: ['m MFSL', 'AgainstSingleLegs|MultiLegFloor'],
  240: ['n TLET', 'StockOptionElectronic'],
  241: ['o TLCT', 'StockOptionCross'],
  242: ['p TLFT', 'StockOptionFloor'],
  243: ['q TESL', 'AgainstSingleLegs|StockOptionElectronic'],
  244: ['r TASL', 'AgainstSingleLegs|StockOptionAuction'],
  245: ['s TFSL', 'AgainstSingleLegs|StockOptionFloor'],
  246: ['t CBMO', 'MultiLegFloor|ProprietaryProduct'],
  247: ['u MCTP', 'MultilateralCompression|ProprietaryProduct'],
  248: ['v EXHT', 'ExtendedHours'],
};

/**
 * Massive, https://massive.com/glossary/conditions-indicators, "Trade Conditions" (ids); CTS Pillar Output
 * Specification and UTP Data Feed Services Specification (letters, in the second place).
 */
export const SALE_CONDITION_TABLE: Readonly<Record<number, readonly [string, string]>> = {
  0: ['Regular', '@'],
  1: ['Acquisition', 'A'],
  2: ['AveragePrice', 'BW'],
  3: ['AutoExecution', 'E'],
  4: ['Bunched', 'B'],
  5: ['Bunched|Sold', 'G'],
  6: ['CapElection', 'I'],
  7: ['Cash', 'C'],
  8: ['ClosingPrints', '6'],
  9: ['Cross', 'X'],
  10: ['DerivativelyPriced', '4'],
  11: ['Distribution', 'D'],
  12: ['ExtendedHours', 'T'],
  13: ['ExtendedHours|OutOfSequence', 'U'],
  14: ['IntermarketSweep', 'F'],
  15: ['OfficialClose', 'M'],
  16: ['OfficialOpen', 'Q'],
  17: ['OpeningPrints', 'O'],
  18: ['ReOpeningPrints', '5'],
  19: ['ClosingPrints', '6'],
  20: ['NextDay', 'N'],
  21: ['PriceVariation', 'H'],
  22: ['PriorReferencePrice', 'P'],
  23: ['Rule155', 'K'],
  24: ['Rule127', 'K'],
  25: ['OpeningPrints', 'O'],
  27: ['Stopped', '1'],
  28: ['ReOpeningPrints', '5'],
  29: ['Seller', 'R'],
  30: ['Sold', 'L'],
  31: ['Sold|Stopped', '2'],
  32: ['OutOfSequence|Sold', 'Z'],
  33: ['OutOfSequence|Sold|Stopped', '3'],
  34: ['Split', 'S'],
  35: ['StockOption', 'V'],
  36: ['YellowFlag', 'Y'],
  37: ['OddLot', 'I'],
  38: ['CorrectedConsolidatedClose', '9'],
  41: ['TradeThroughExempt', ''],
  52: ['Contingent', 'V'],
  53: ['QualifiedContingent', '7'],
  55: ['OpeningReopeningDetail', ''],
};

/**
 * QuantConnect/Lean, Common/Data/Auxiliary/TradeConditionFlags.cs: `1L << bit`. Bit 10 is `FormT` there,
 * the same code of the tapes as `ExtendedHours`.
 */
export const LEAN_SALE_BITS: Readonly<Record<number, string>> = {
  0: 'Regular',
  1: 'Cash',
  2: 'NextDay',
  3: 'Seller',
  4: 'YellowFlag',
  5: 'IntermarketSweep',
  6: 'OpeningPrints',
  7: 'ClosingPrints',
  8: 'ReOpeningPrints',
  9: 'DerivativelyPriced',
  10: 'ExtendedHours',
  11: 'Sold',
  12: 'Stopped',
  13: 'ExtendedHours',
  14: 'OutOfSequence',
  15: 'Split',
  16: 'Acquisition',
  17: 'Bunched',
  18: 'StockOption',
  19: 'Distribution',
  20: 'AveragePrice',
  21: 'Cross',
  22: 'PriceVariation',
  23: 'Rule155',
  24: 'OfficialClose',
  25: 'PriorReferencePrice',
  26: 'OfficialOpen',
  27: 'CapElection',
  28: 'AutoExecution',
  29: 'TradeThroughExempt',
  30: 'UndocumentedFlag',
  31: 'OddLot',
};

/** QuantConnect/Lean, Common/Data/Auxiliary/QuoteConditionFlags.cs: `1L << bit`. */
export const LEAN_QUOTE_BITS: Readonly<Record<number, string>> = {
  0: 'Regular',
  1: 'Slow',
  2: 'Gap',
  3: 'Closing',
  4: 'NewsDissemination',
  5: 'NewsPending',
  6: 'TradingRangeIndication',
  7: 'OrderImbalance',
  8: 'ClosedMarketMaker',
  9: 'VolatilityTradingPause',
  10: 'NonFirmQuote',
  11: 'OpeningQuote',
  12: 'DueToRelatedSecurity',
  13: 'Resume',
  14: 'InViewOfCommon',
  15: 'EquipmentChangeover',
  16: 'SubPennyTrading',
  17: 'NoOpenNoResume',
  18: 'LimitUpLimitDownPriceBand',
  19: 'RepublishedLimitUpLimitDownPriceBand',
  20: 'Manual',
  21: 'FastTrading',
  22: 'OrderInflux',
};

/**
 * NYSE Daily TAQ Client Specification, "Trade Correction Indicator"; Massive,
 * https://massive.com/glossary/conditions-indicators, "Trade Corrections".
 */
export const CORRECTION_TABLE: Readonly<Record<number, string>> = {
  0: '',
  1: 'Corrected',
  7: 'Canceled|Erroneous',
  8: 'Canceled',
  10: 'CancelRecord|Canceled',
  11: 'CancelRecord|Canceled|Erroneous',
  12: 'Corrected|CorrectionRecord',
};

/**
 * Massive, https://massive.com/docs/rest/stocks/market-operations/exchanges: `participant_id` → `id`. Q is
 * CTA's letter for Nasdaq.
 */
export const STOCK_EXCHANGE_TABLE: Readonly<Record<string, number>> = {
  A: 1, // NYSE American
  B: 2, // Nasdaq BX (since 2025 Nasdaq Texas)
  C: 3, // NYSE National
  D: 4, // FINRA: the trade reporting facilities and the ADF
  E: 5, // UTP SIP
  I: 6, // ISE
  J: 7, // Cboe EDGA
  K: 8, // Cboe EDGX
  M: 9, // NYSE Chicago (since 2025 NYSE Texas)
  N: 10, // NYSE
  P: 11, // NYSE Arca
  Q: 12, // Nasdaq
  T: 12, // Nasdaq
  S: 13, // CTA SIP
  L: 14, // Long-Term Stock Exchange
  V: 15, // IEX
  W: 16, // Cboe Stock Exchange
  X: 17, // Nasdaq PSX
  Y: 18, // Cboe BYX
  Z: 19, // Cboe BZX
  H: 20, // MIAX Pearl
  U: 21, // MEMX
  G: 22, // 24X
  F: 23, // Texas Stock Exchange
};

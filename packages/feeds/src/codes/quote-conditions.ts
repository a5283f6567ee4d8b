/**
 * Names of LEAN's quote condition bits, from bit 0. Source: QuantConnect/Lean,
 * Common/Data/Auxiliary/QuoteConditionFlags.cs. `stocks.quotes` holds no conditions: the names are
 * for the report.
 */
const LEAN_BITS: readonly string[] = [
  'Regular',
  'Slow',
  'Gap',
  'Closing',
  'NewsDissemination',
  'NewsPending',
  'TradingRangeIndication',
  'OrderImbalance',
  'ClosedMarketMaker',
  'VolatilityTradingPause',
  'NonFirmQuote',
  'OpeningQuote',
  'DueToRelatedSecurity',
  'Resume',
  'InViewOfCommon',
  'EquipmentChangeover',
  'SubPennyTrading',
  'NoOpenNoResume',
  'LimitUpLimitDownPriceBand',
  'RepublishedLimitUpLimitDownPriceBand',
  'Manual',
  'FastTrading',
  'OrderInflux',
];

/** The name of a bit, or undefined for one it has no name for. */
export function quoteConditionOfLeanBit(bit: number): string | undefined {
  return LEAN_BITS[bit];
}

/** The print sets no extreme, no bar and no last trade: it is not *eligible*. */
export const PRINT_NO_EXTREME = 1;
/** The print adds no volume, to VWAP or to anything else. */
export const PRINT_NO_VOLUME = 2;

/**
 * What the names in `conditions` take from a print (5-signals, "Levels"). They are the names of LEAN's
 * `TradeConditionFlags` and of the correction codes, as every feed maps its own codes to them. A print that is
 * out of sequence or sold late did trade, though not now: its volume counts, its price says nothing of now.
 */
const FLAGS_OF_NAME: ReadonlyMap<string, number> = new Map([
  ['AveragePrice', PRINT_NO_EXTREME | PRINT_NO_VOLUME],
  ['OfficialOpen', PRINT_NO_EXTREME | PRINT_NO_VOLUME],
  ['OfficialClose', PRINT_NO_EXTREME | PRINT_NO_VOLUME],
  ['Canceled', PRINT_NO_EXTREME | PRINT_NO_VOLUME],
  ['OutOfSequence', PRINT_NO_EXTREME],
  ['Sold', PRINT_NO_EXTREME],
  ['PriorReferencePrice', PRINT_NO_EXTREME],
  ['DerivativelyPriced', PRINT_NO_EXTREME],
]);

/** A day has millions of prints and a few dozen texts; more than this is damage, read each time. */
const REMEMBERED = 10_000;
const remembered = new Map<string, number>();

/** The bits `PRINT_NO_EXTREME` and `PRINT_NO_VOLUME` of a print's `conditions` (names joined by `|`). */
export function printFlags(conditions: string | null): number {
  if (conditions === null) {
    return 0;
  }
  const known = remembered.get(conditions);
  if (known !== undefined) {
    return known;
  }
  let flags = 0;
  for (const name of conditions.split('|')) {
    flags |= FLAGS_OF_NAME.get(name) ?? 0;
  }
  if (remembered.size < REMEMBERED) {
    remembered.set(conditions, flags);
  }
  return flags;
}

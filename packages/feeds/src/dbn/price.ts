const TWO_32 = 4_294_967_296;
const NANOS = 1_000_000_000;
const UNDEFINED_HIGH = 0x7fff_ffff;
const UNDEFINED_LOW = 0xffff_ffff;
/** |high word| below this: the 64-bit integer fits a double exactly (2^53 = 2^21 × 2^32). */
const EXACT_HIGH = 1 << 21;

/**
 * The price at `offset`, stored as int64 in units of 1e-9: the double nearest to it, or undefined
 * where the file says so (int64 maximum). Both operands of the division are exact doubles, hence
 * its result is the nearest; beyond 2^53 units the decimal text is parsed, which rounds once too.
 */
export function readPrice(view: DataView, offset: number): number | undefined {
  const high = view.getInt32(offset + 4, true);
  const low = view.getUint32(offset, true);
  if (high < EXACT_HIGH && high >= -EXACT_HIGH) {
    return (high * TWO_32 + low) / NANOS;
  }
  if (high === UNDEFINED_HIGH && low === UNDEFINED_LOW) {
    return undefined;
  }
  return nanosToDouble(view.getBigInt64(offset, true));
}

/** `nanos` × 1e-9 as the nearest double. */
export function nanosToDouble(nanos: bigint): number {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, '0');
  const sign = nanos < 0n ? '-' : '';
  return Number(`${sign}${digits.slice(0, -9)}.${digits.slice(-9)}`);
}

const NANOS_PER_UNIT = 1_000_000_000;
const NANO_DIGITS = 9;

/** A price of whole nano-units as a decimal, exact, without zeros at the end: `600.5`, `600`. */
export function priceText(nanos: number): string {
  const size = Math.abs(nanos);
  const whole = Math.floor(size / NANOS_PER_UNIT);
  const fraction = String(size - whole * NANOS_PER_UNIT)
    .padStart(NANO_DIGITS, '0')
    .replace(/0+$/, '');
  return `${nanos < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

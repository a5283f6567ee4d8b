const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1,234,567`, the same in every locale. Fractions are rounded to `decimals`; no number is `–`. */
export function formatNumber(value: number | bigint, decimals = 0): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return '–';
  }
  const [whole, fraction] = (
    typeof value === 'bigint' ? String(value) : value.toFixed(decimals)
  ).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `0 B`, `1.5 KiB`, `128 MiB`: powers of 1,024, three digits at most after rounding. */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes);
  let unit = 0;
  // 1023.5 would round to 1024.
  while (Math.abs(value) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const decimals = unit === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = formatNumber(value, decimals);
  return `${decimals > 0 ? text.replace(/\.?0+$/, '') : text} ${BYTE_UNITS[unit]}`;
}

/** `850 ms`, `1.2 s`, `47 s`, `3 min 04 s`, `2 h 05 min`, `3 d 04 h`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) {
    return '–';
  }
  if (milliseconds < 999.5) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 9_950) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  const total = Math.round(milliseconds / 1000);
  const pair = (value: number) => String(value).padStart(2, '0');
  if (total < 60) {
    return `${total} s`;
  }
  if (total < 3600) {
    return `${Math.floor(total / 60)} min ${pair(total % 60)} s`;
  }
  if (total < 86_400) {
    return `${Math.floor(total / 3600)} h ${pair(Math.floor(total / 60) % 60)} min`;
  }
  return `${formatNumber(Math.floor(total / 86_400))} d ${pair(Math.floor(total / 3600) % 24)} h`;
}

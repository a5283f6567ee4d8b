import type { AnyRow } from '@assay/schemas';

/** Rows as text to be compared, in an order of its own: −0 is not 0, and int64 is no double. */
export function comparable(rows: readonly AnyRow[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(Object.entries(row).sort(), (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : value,
      ),
    )
    .sort();
}

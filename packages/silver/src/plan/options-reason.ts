import type { SilverOptions } from '@assay/schemas';

/** Which options changed since an hour was recorded; undefined when none did. */
export function optionsReason(before: SilverOptions, now: SilverOptions): string | undefined {
  const changes = [
    change('collapse_ambiguous', before.collapse_ambiguous, now.collapse_ambiguous),
    change('tolerance_ns', before.tolerance_ns, now.tolerance_ns),
  ].filter((each) => each !== undefined);
  return changes.length === 0 ? undefined : `options (${changes.join(', ')})`;
}

function change(
  name: string,
  before: bigint | boolean | null,
  now: bigint | boolean | null,
): string | undefined {
  return before === now ? undefined : `${name} ${String(before)} → ${String(now)}`;
}

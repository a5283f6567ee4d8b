import type { SilverOptions } from '@assay/schemas';
import { spanText } from './span-text.js';

/** Which options changed since an hour was recorded; undefined when none did. */
export function optionsReason(before: SilverOptions, now: SilverOptions): string | undefined {
  const changes = [
    change('collapse_ambiguous', before.collapse_ambiguous, now.collapse_ambiguous),
    change('tolerance', toleranceText(before), toleranceText(now)),
  ].filter((each) => each !== undefined);
  return changes.length === 0 ? undefined : `options (${changes.join(', ')})`;
}

function toleranceText({ tolerance_ns: ns }: SilverOptions): string {
  return ns === null ? 'none' : spanText(ns);
}

function change<Value extends string | boolean>(
  name: string,
  before: Value,
  now: Value,
): string | undefined {
  return before === now ? undefined : `${name} ${before} → ${now}`;
}

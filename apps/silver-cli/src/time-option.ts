import type { ValueKind } from '@assay/cli';
import { END_TIME_NS, FIRST_TIME_NS, isoOfNs } from '@assay/schemas';

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
const NS_PER_MS = 1_000_000n;

/** An instant in nanoseconds: as people write it, in UTC and to the nanosecond, or as the rows have it. */
export const instant: ValueKind<bigint> = {
  expectation: 'an instant such as 2025-12-16T14:30:00Z, 2025-12-16T14:30:00.000000001Z or its ns',
  parse: (given) => {
    if (typeof given !== 'string') {
      return undefined;
    }
    const ns = /^\d{18,19}$/.test(given) ? BigInt(given) : nsOfIso(given);
    return ns !== undefined && ns >= FIRST_TIME_NS && ns <= END_TIME_NS ? ns : undefined;
  },
};

function nsOfIso(text: string): bigint | undefined {
  const [, second, fraction = ''] = INSTANT.exec(text) ?? [];
  const milliseconds = second === undefined ? Number.NaN : Date.parse(`${second}Z`);
  if (second === undefined || Number.isNaN(milliseconds)) {
    return undefined;
  }
  const ns = BigInt(milliseconds) * NS_PER_MS;
  // Date.parse takes the 30th of February for the 1st of March.
  return isoOfNs(ns).startsWith(second) ? ns + BigInt(fraction.padEnd(9, '0')) : undefined;
}

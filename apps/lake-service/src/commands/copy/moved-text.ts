import type { CurrentPlace } from '@assay/bronze';

/** Where a lake went, and where it is now; undefined for one that was never moved. */
export function movedText({ places, unasked }: CurrentPlace): string | undefined {
  const now = places.at(-1);
  if (now === undefined) {
    return undefined;
  }
  const way = places.join(', and from there to ');
  const rest =
    unasked === undefined
      ? `it goes on there: set DATA_ROOT=${now}`
      : `it cannot be asked whether it is there still: ${unasked}`;
  return `This lake was moved to ${way}; ${rest}`;
}

/** How what was stored differs from what was published, by Jepsen's classes; empty where it does not. */
export interface DeliveryDifferences {
  /** Published and not stored, before the first, between, and behind the last that is stored. */
  readonly lostPrefix: readonly string[];
  readonly lostMiddle: readonly string[];
  readonly lostPostfix: readonly string[];
  /** Stored more than once. */
  readonly duplicated: readonly string[];
  /** Stored and never published. */
  readonly unexpected: readonly string[];
  /** Stored behind one that was published later. */
  readonly reordered: readonly string[];
}

/**
 * Compares what a log was given and acknowledged with what a lake holds.
 *
 * @param published in the order of their acknowledgements; each once
 * @param stored in the order in which a reader gets them
 */
export function compareDelivery(
  published: readonly string[],
  stored: readonly string[],
): DeliveryDifferences {
  const places = new Map(published.map((id, place) => [id, place]));
  const seen = new Set<string>();
  const duplicated = new Set<string>();
  const reordered: string[] = [];
  let furthest = -1;
  for (const id of stored) {
    if (seen.has(id)) {
      duplicated.add(id);
      continue;
    }
    seen.add(id);
    const place = places.get(id) ?? furthest;
    if (place < furthest) reordered.push(id);
    furthest = Math.max(furthest, place);
  }
  const kept = published.map((id) => seen.has(id));
  const [first, last] = [kept.indexOf(true), kept.lastIndexOf(true)];
  const lost = published.flatMap((id, place) => (kept[place] ? [] : [{ id, place }]));
  const idsWhere = (holds: (place: number) => boolean): string[] =>
    lost.filter(({ place }) => holds(place)).map(({ id }) => id);
  return {
    lostPrefix: idsWhere((place) => first >= 0 && place < first),
    lostMiddle: idsWhere((place) => place > first && place < last),
    lostPostfix: idsWhere((place) => place > last),
    duplicated: [...duplicated],
    unexpected: [...seen].filter((id) => !places.has(id)),
    reordered,
  };
}

/** Nothing lost, doubled, invented or out of order: what a test expects of `compareDelivery`. */
export const SAME_DELIVERY: DeliveryDifferences = {
  lostPrefix: [],
  lostMiddle: [],
  lostPostfix: [],
  duplicated: [],
  unexpected: [],
  reordered: [],
};

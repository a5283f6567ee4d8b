/** What became of a wall. */
export const FATES = ['pulled', 'eaten', 'refilled', 'alone'] as const;

export type Fate = (typeof FATES)[number];

/** A wall's fate, and the barrier state that the engine said; undefined where it said nothing. */
export interface Verdict {
  readonly fate: Fate;
  readonly state: string | undefined;
  /** Contracts that the engine counted in the zone: added, canceled, filled. */
  readonly flows: readonly (number | null)[];
}

/** The states that are expected of a fate. */
export const EXPECTED: Readonly<Record<Exclude<Fate, 'alone'>, readonly string[]>> = {
  pulled: ['VACUUM'],
  eaten: ['CONSUMED'],
  refilled: ['WALL', 'ABSORPTION'],
};

/** A share with its counts. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

export function shareText({ hits, of }: Share): string {
  return of === 0 ? 'none of 0' : `${hits} of ${of} (${Math.round((100 * hits) / of)} %)`;
}

/** Of the episodes of a fate, those of which its state is said. */
export function recallOf(verdicts: readonly Verdict[], fate: keyof typeof EXPECTED): Share {
  const ofFate = verdicts.filter((verdict) => verdict.fate === fate);
  return { hits: ofFate.filter((verdict) => saysSo(verdict, fate)).length, of: ofFate.length };
}

/** Of the episodes of which a fate's state is said, those that have the fate. */
export function precisionOf(verdicts: readonly Verdict[], fate: keyof typeof EXPECTED): Share {
  const said = verdicts.filter((verdict) => saysSo(verdict, fate));
  return { hits: said.filter((verdict) => verdict.fate === fate).length, of: said.length };
}

function saysSo({ state }: Verdict, fate: keyof typeof EXPECTED): boolean {
  return state !== undefined && EXPECTED[fate].includes(state);
}

/** Medians of what was added, canceled and filled over the episodes of a fate that were seen. */
export function medianFlows(verdicts: readonly Verdict[], fate: Fate): number[] {
  const ofFate = verdicts.filter((verdict) => verdict.fate === fate);
  return [0, 1, 2].map((index) => {
    const values = ofFate
      .map(({ flows }) => flows[index])
      .filter((contracts) => contracts !== null)
      .sort((one, other) => one - other);
    return values[values.length >> 1];
  });
}

/** The `conditions` of a print, and what among them nobody knows. */
export interface Conditions {
  /** Names, sorted, joined by `|`; null where there is none. */
  readonly text: string | null;
  /** Names made up for codes that are in no list, e.g. `Condition99`. */
  readonly unknown: readonly string[];
}

const NO_CONDITIONS: Conditions = { text: null, unknown: [] };

/** Distinct codes that are remembered; there are a few dozen in a day, unless a file is damaged. */
const REMEMBERED = 10_000;

/** Joins names as `conditions` holds them: each once, sorted (2-contracts). */
export function joinConditions(names: readonly string[]): string | null {
  return names.length === 0 ? null : [...new Set(names)].sort().join('|');
}

/**
 * Remembers what each text of codes reads as: a day has millions of prints and few dozen texts.
 *
 * @param read names of a text of codes, and the made-up ones among them; undefined where it is no
 * such text
 */
export function createConditionReader(
  read: (codes: string) => { names: string[]; unknown: string[] } | undefined,
): (codes: string) => Conditions | undefined {
  const known = new Map<string, Conditions>([['', NO_CONDITIONS]]);
  return (codes) => {
    const remembered = known.get(codes);
    if (remembered !== undefined) {
      return remembered;
    }
    const found = read(codes);
    if (found === undefined) {
      return undefined;
    }
    const conditions = { text: joinConditions(found.names), unknown: found.unknown };
    if (known.size < REMEMBERED) {
      known.set(codes, conditions);
    }
    return conditions;
  };
}

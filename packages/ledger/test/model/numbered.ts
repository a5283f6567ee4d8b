/** Gives things numbers from 1 on: equal ones, as their names tell, have the same. */
export class Numbered<Thing> {
  private readonly numbers = new Map<string, number>();
  private readonly things: Thing[] = [];

  numberOf(name: string, thing: Thing): number {
    const known = this.numbers.get(name);
    if (known !== undefined) {
      return known;
    }
    const number = this.things.push(thing);
    this.numbers.set(name, number);
    return number;
  }

  /** The first that was given this number. */
  thing(number: number): Thing {
    return this.things[number - 1];
  }
}

/** One number for two below 2^26. */
export function pairOf(one: number, other: number): number {
  return one * 2 ** 26 + other;
}

/** What was worked out for this key before, or is now. */
export function remembered<Key, Value>(
  known: Map<Key, Value>,
  key: Key,
  workOut: () => Value,
): Value {
  const before = known.get(key);
  if (before !== undefined || known.has(key)) {
    return before as Value;
  }
  const value = workOut();
  known.set(key, value);
  return value;
}

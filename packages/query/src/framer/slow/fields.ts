import { describeJson, isJsonObject, Refusal, type JsonValue } from '@assay/schemas';

/** The members of an object. */
export interface Fields {
  /** Every member's name, in order. */
  readonly names: readonly string[];
  /** By name; the last one of those that were given more than once. */
  readonly values: ReadonlyMap<string, JsonValue>;
  readonly repeated: ReadonlySet<string>;
}

/** The fields of a value that has to be an object; `what` names it in the refusal. */
export function fieldsOf(value: JsonValue, expected: () => Refusal = notAnObject(value)): Fields {
  if (!isJsonObject(value)) {
    throw expected();
  }
  const values = new Map<string, JsonValue>();
  const repeated = new Set<string>();
  for (const [name, member] of value.members) {
    if (values.has(name)) {
      repeated.add(name);
    }
    values.set(name, member);
  }
  return { names: value.members.map(([name]) => name), values, repeated };
}

function notAnObject(value: JsonValue): () => Refusal {
  return () => new Refusal('NOT_AN_OBJECT', `expected one object, was ${describeJson(value)}`);
}

/** Which of two values counts, nobody can say; a repeated field that is not read does no harm. */
export function refuseRepeated(fields: Fields, isRead: (name: string) => boolean): void {
  for (const name of fields.repeated) {
    if (isRead(name)) {
      throw new Refusal('DUPLICATE_FIELD', `expected "${name}" once, was given twice`, name);
    }
  }
}

import { describeJson, isJsonObject, type JsonValue } from '../json/json-value.js';
import { Refusal } from '../json/refusal.js';

const NONE: ReadonlyMap<string, JsonValue> = new Map();

/** The members of one JSON object, and which of them were read. */
export class ObjectFields {
  private readonly values: ReadonlyMap<string, JsonValue>;
  private readonly inner = new Map<string, ObjectFields>();
  private readonly read = new Set<string>();
  private readonly path: string;

  /**
   * Throws a `Refusal` for what is no object, and for a repeated member: which of two values counts,
   * nobody can say.
   *
   * @param path names the object in refusals; empty for the outermost
   */
  static of(value: JsonValue, path = ''): ObjectFields {
    if (!isJsonObject(value)) {
      const expected = `expected one object, was ${describeJson(value)}`;
      throw path === ''
        ? new Refusal('NOT_AN_OBJECT', expected)
        : new Refusal('WRONG_TYPE', `"${path}": ${expected}`, path);
    }
    const values = new Map<string, JsonValue>();
    for (const [name, member] of value.members) {
      if (values.has(name)) {
        const at = join(path, name);
        throw new Refusal('DUPLICATE_FIELD', `expected "${at}" once, was given twice`, at);
      }
      values.set(name, member);
    }
    return new ObjectFields(values, path);
  }

  private constructor(values: ReadonlyMap<string, JsonValue>, path: string) {
    this.values = values;
    this.path = path;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** Undefined when absent. */
  get(name: string): JsonValue | undefined {
    this.read.add(name);
    return this.values.get(name);
  }

  /** The object that a member is; one without members where it is absent or null. */
  within(name: string): ObjectFields {
    let fields = this.inner.get(name);
    if (fields === undefined) {
      const value = this.get(name) ?? null;
      const path = join(this.path, name);
      fields = value === null ? new ObjectFields(NONE, path) : ObjectFields.of(value, path);
      this.inner.set(name, fields);
    }
    return fields;
  }

  /** Members, at any depth that was looked into, that nobody asked for. */
  get extra(): number {
    const own = [...this.values.keys()].filter((name) => !this.read.has(name)).length;
    return [...this.inner.values()].reduce((sum, fields) => sum + fields.extra, own);
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

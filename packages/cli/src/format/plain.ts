/** Values as JSON knows them. */
export type Plain =
  string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * A value in JSON's terms, losing nothing in silence: bigint (all int64: times, positions, sums) as
 * decimal text, bytes as lower-case hex, Map as object, Set as array, errors by name, code and
 * message, NaN and ±Infinity as null. Undefined members are left out, as JSON does; a value that
 * contains itself becomes "[circular]" there.
 */
export function toPlain(value: unknown): Plain {
  return plain(value, []);
}

/** One line of JSON, by the rules of `toPlain`. */
export function toJson(value: unknown): string {
  return JSON.stringify(toPlain(value));
}

function plain(value: unknown, above: readonly object[]): Plain {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : plainObject(value, above);
    case 'symbol':
    case 'function':
      return String(value);
    case 'undefined':
      return null;
  }
}

function plainObject(value: object, above: readonly object[]): Plain {
  if (above.includes(value)) {
    return '[circular]';
  }
  const path = [...above, value];
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  }
  if (value instanceof Error) {
    const { name, message, cause } = value;
    return members(Object.entries({ name, code: codeOf(value), message, cause }), path);
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return plain((value.toJSON as () => unknown)(), path);
  }
  if (value instanceof Map) {
    return members(
      [...value].map(([key, member]) => [String(key), member]),
      path,
    );
  }
  if (Array.isArray(value) || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, (member) => plain(member, path));
  }
  return members(Object.entries(value), path);
}

function members(entries: readonly [string, unknown][], path: readonly object[]): Plain {
  return Object.fromEntries(
    entries
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, plain(member, path)]),
  );
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

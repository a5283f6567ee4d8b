import type { Plain } from '@assay/cli';

/** The same value with the names of its members in snake_case, as every `--json` of `silver-cli` has them. */
export function snakeCase(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (isList(value)) {
    return value.map(snakeCase);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [snakeName(name), snakeCase(member)]),
  );
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}

function snakeName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

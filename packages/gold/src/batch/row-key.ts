import {
  columnValue,
  parseJsonExact,
  isJsonObject,
  type Column,
  type Dataset,
} from '@assay/schemas';

/** The columns whose values make two rows of a dataset the same, but for its partition column. */
export function keyColumns(dataset: Dataset): readonly Column[] {
  const names = new Set(dataset.key.filter((name) => name !== dataset.partition.column));
  return dataset.columns.filter(({ name }) => names.has(name));
}

/** What makes a row of a partition the same as another, of its values in the order of `keyColumns`. */
export function keyText(values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) => (typeof value === 'bigint' ? value.toString() : (value ?? null))),
  );
}

/** The same of a framed line. */
export function keyOfLine(dataset: Dataset, line: Uint8Array): string {
  const parsed = parseJsonExact(Buffer.from(line).toString('utf8'));
  const members = new Map(isJsonObject(parsed) ? parsed.members : []);
  return keyText(
    keyColumns(dataset).map((column) => columnValue(column, members.get(column.name))),
  );
}

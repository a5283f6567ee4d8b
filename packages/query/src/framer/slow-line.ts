import {
  columnSchema,
  ENVELOPE_FIELDS,
  envelopeDatasetId,
  encodeRow,
  expectation,
  isEnvelope,
  recogniseDataset,
  type AnyRow,
  type Column,
  type ColumnValue,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
  type DeadLetterReason,
  hourIndexOf,
  partitionValueProblem,
} from '@assay/schemas';
import {
  describeJson,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.js';
import { JsonSyntaxError, parseJsonExact } from '../json/parse-exact.js';

/** A line brought into the one exact form, ready for the typed reader. */
export interface RewrittenLine {
  readonly dataset: Dataset;
  readonly partition: string;
  readonly hourIndex: number;
  readonly line: Buffer;
  readonly extraFields: number;
}

export type SlowOutcome =
  | { readonly row: RewrittenLine; readonly letter?: undefined }
  | { readonly letter: DeadLetter; readonly row?: undefined };

/** The members of an object by name, and the names that were given more than once. */
interface Fields {
  readonly values: ReadonlyMap<string, JsonValue>;
  readonly repeated: ReadonlySet<string>;
}

/** Thrown inside this module only; becomes the dead letter. */
class Refusal extends Error {
  readonly reason: DeadLetterReason;
  readonly field: string | undefined;
  dataset: string | undefined;

  constructor(reason: DeadLetterReason, detail: string, field?: string, dataset?: string) {
    super(detail);
    this.reason = reason;
    this.field = field;
    this.dataset = dataset;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads one line that the fast path did not accept: any valid JSON spelling, envelopes, `levels` arrays,
 * unknown subjects. Gives the same row in exact form, or the dead letter that says what is wrong.
 *
 * @param declared the dataset the subject is declared for; undefined = find out
 */
export function readSlowLine(
  registry: DatasetRegistry,
  declared: Dataset | undefined,
  bytes: Uint8Array,
): SlowOutcome {
  let dataset = declared;
  try {
    const fields = fieldsOf(parse(bytes));
    const has = (name: string) => fields.values.has(name);
    const flat = isEnvelope(has) ? openEnvelope(registry, declared, fields) : { fields, dataset };
    dataset = flat.dataset ?? recogniseDataset(registry, has, textOf(fields));
    if (dataset === undefined) {
      const names = [...fields.values.keys()].slice(0, 12).join(', ');
      throw new Refusal('UNKNOWN_DATASET', `expected the fields of a dataset, was {${names}}`);
    }
    return { row: rewrite(dataset, flat.fields) };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return {
      letter: {
        dataset: dataset?.id,
        reason: error.reason,
        field: error.field,
        detail: error.message,
      },
    };
  }
}

function parse(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Refusal('NOT_UTF8', 'expected UTF-8, was other bytes');
  }
  try {
    return parseJsonExact(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw new Refusal('NOT_JSON', error.message);
    }
    throw error;
  }
}

function fieldsOf(value: JsonValue): Fields {
  if (!isJsonObject(value)) {
    throw new Refusal('NOT_AN_OBJECT', `expected one object, was ${describeJson(value)}`);
  }
  return collect(value);
}

function collect(value: JsonObject): Fields {
  const values = new Map<string, JsonValue>();
  const repeated = new Set<string>();
  for (const [name, member] of value.members) {
    if (values.has(name)) {
      repeated.add(name);
    }
    values.set(name, member);
  }
  return { values, repeated };
}

/** Which of two values counts, nobody can say; a repeated field that is not read does no harm. */
function refuseRepeated(fields: Fields, isRead: (name: string) => boolean): void {
  const name = [...fields.repeated].find(isRead);
  if (name !== undefined) {
    throw new Refusal('DUPLICATE_FIELD', `expected "${name}" once, was given twice`, name);
  }
}

function textOf(fields: Fields): (name: string) => string | undefined {
  return (name) => {
    const value = fields.values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
}

/** The payload's fields, with those of the envelope where the payload leaves them out. */
function openEnvelope(
  registry: DatasetRegistry,
  declared: Dataset | undefined,
  envelope: Fields,
): { fields: Fields; dataset: Dataset } {
  refuseRepeated(envelope, (field) => (ENVELOPE_FIELDS as readonly string[]).includes(field));
  const payload = envelope.values.get('payload') ?? null;
  const name = envelope.values.get('schema_name') ?? null;
  const version = envelope.values.get('schema_version') ?? null;
  if (!isJsonObject(payload)) {
    const was = describeJson(payload);
    throw new Refusal('BAD_ENVELOPE', `"payload": expected an object, was ${was}`, 'payload');
  }
  if (typeof name !== 'string') {
    const was = describeJson(name);
    throw new Refusal(
      'BAD_ENVELOPE',
      `"schema_name": expected a string, was ${was}`,
      'schema_name',
    );
  }
  const id = envelopeDatasetId(
    name,
    version !== null && isJsonNumber(version) ? version.text : undefined,
  );
  const dataset = registry.find(id);
  if (dataset === undefined) {
    const known = registry.all.map((each) => each.id).join(', ');
    throw new Refusal('UNKNOWN_DATASET', `expected one of ${known}, was "${id}"`, 'schema_name');
  }
  if (declared !== undefined && declared !== dataset) {
    throw new Refusal(
      'BAD_ENVELOPE',
      `expected ${declared.id} on this subject, was an envelope of ${dataset.id}`,
      'schema_name',
      declared.id,
    );
  }
  const inner = collect(payload);
  const values = new Map(inner.values);
  const shared: [string, string][] = [
    ['source', 'source'],
    ['ts_event_ns', 'ts_event_ns'],
    ['ts_recv_ns', 'ts_recv_ns'],
    ['seq', 'seq'],
    ['key', dataset.partition.column],
  ];
  for (const [outer, column] of shared) {
    const value = envelope.values.get(outer);
    const isColumn = dataset.columns.some((each) => each.name === column);
    if (value !== undefined && isColumn && !values.has(column)) {
      values.set(column, value);
    }
  }
  return { fields: { values, repeated: inner.repeated }, dataset };
}

function rewrite(dataset: Dataset, fields: Fields): RewrittenLine {
  refuseRepeated(
    fields,
    (name) =>
      name === dataset.repeated?.field || dataset.columns.some((column) => column.name === name),
  );
  const flat = flattenRepeated(dataset, fields.values);
  const row: Record<string, ColumnValue | null> = {};
  let known = 0;
  for (const column of dataset.columns) {
    known += flat.has(column.name) ? 1 : 0;
    row[column.name] = columnValue(column, flat.get(column.name));
  }
  readAbsentPrices(dataset, row);
  for (const column of dataset.columns) {
    check(column, row[column.name], flat.get(column.name));
  }
  const partition = String(row[dataset.partition.column]);
  const problem = partitionValueProblem(partition);
  if (problem !== undefined) {
    const field = dataset.partition.column;
    throw new Refusal('BAD_PARTITION', `"${field}": ${problem}`, field);
  }
  return {
    dataset,
    partition,
    hourIndex: hourIndexOf(row.ts_event_ns as bigint),
    line: Buffer.from(encodeRow(dataset, row as AnyRow), 'utf8'),
    extraFields: flat.size - known,
  };
}

/** `levels: [{bid_px, …}, …]` as flat columns; missing levels are absent ones. */
function flattenRepeated(
  dataset: Dataset,
  fields: ReadonlyMap<string, JsonValue>,
): ReadonlyMap<string, JsonValue> {
  const group = dataset.repeated;
  const value = group === undefined ? undefined : fields.get(group.field);
  if (group === undefined || value === undefined) {
    return fields;
  }
  const { field, length, members } = group;
  if (!isJsonArray(value) || value.items.length > length) {
    const was = describeJson(value);
    throw new Refusal(
      'WRONG_TYPE',
      `"${field}": expected an array of up to ${length}, was ${was}`,
      field,
    );
  }
  const flat = new Map(fields);
  flat.delete(field);
  for (let level = 1; level <= length; level += 1) {
    const item = value.items[level - 1] ?? { members: [] };
    if (!isJsonObject(item)) {
      const was = describeJson(item);
      throw new Refusal(
        'WRONG_TYPE',
        `"${field}[${level - 1}]": expected an object, was ${was}`,
        field,
      );
    }
    const given = collect(item);
    refuseRepeated(given, (name) => members.includes(name));
    const isGiven = level <= value.items.length;
    for (const member of members) {
      const name = `${member}_${level}`;
      if (flat.has(name)) {
        throw new Refusal('DUPLICATE_FIELD', `expected "${name}" or "${field}", was both`, name);
      }
      const column = dataset.columns.find((each) => each.name === name);
      const absent: JsonValue = column?.nullable === true ? null : { text: '0' };
      flat.set(name, given.values.get(member) ?? (isGiven ? null : absent));
    }
  }
  return flat;
}

/** The JavaScript value a JSON value would have in a column, where its type fits at all. */
function columnValue(column: Column, value: JsonValue | undefined): ColumnValue | null {
  if (value === undefined || value === null) {
    return null;
  }
  const misfit = () => {
    const was = describeJson(value);
    return new Refusal(
      'WRONG_TYPE',
      `"${column.name}": expected ${expectation(column)}, was ${was}`,
      column.name,
    );
  };
  switch (column.type) {
    case 'utf8':
      if (typeof value !== 'string') {
        throw misfit();
      }
      return value;
    case 'bool':
      if (typeof value !== 'boolean') {
        throw misfit();
      }
      return value;
    case 'f64':
      if (!isJsonNumber(value)) {
        throw misfit();
      }
      return Number(value.text);
    default: {
      if (!isJsonNumber(value) || !/^-?\d+$/.test(value.text)) {
        throw misfit();
      }
      const exact = BigInt(value.text);
      const isSmall = column.type !== 'i64' && value.text.length <= 15;
      return isSmall ? Number(exact) : column.type === 'i64' ? exact : Number.MAX_SAFE_INTEGER;
    }
  }
}

/** Prices of exactly 0 that stand for "no price" become NULL. */
function readAbsentPrices(dataset: Dataset, row: Record<string, ColumnValue | null>): void {
  for (const { name, rule } of dataset.columns) {
    const isZero = row[name] === 0;
    const companion = rule.zeroIsAbsentWith;
    if (
      isZero &&
      (rule.zeroIsAbsent === true || (companion !== undefined && row[companion] === 0))
    ) {
      row[name] = null;
    }
  }
}

function check(column: Column, value: ColumnValue | null, given: JsonValue | undefined): void {
  const { name } = column;
  if (value === null) {
    if (!column.nullable) {
      const was = given === undefined ? 'absent' : 'null';
      throw new Refusal(
        'MISSING_FIELD',
        `"${name}": expected ${expectation(column)}, was ${was}`,
        name,
      );
    }
    return;
  }
  const parsed = schemaOf(column).safeParse(Object.is(value, -0) ? 0 : value);
  if (!parsed.success) {
    const was = given === undefined ? String(value) : describeJson(given);
    throw new Refusal(
      'OUT_OF_RANGE',
      `"${name}": expected ${expectation(column)}, was ${was}`,
      name,
    );
  }
}

const schemas = new WeakMap<Column, ReturnType<typeof columnSchema>>();

function schemaOf(column: Column): ReturnType<typeof columnSchema> {
  const known = schemas.get(column);
  if (known !== undefined) {
    return known;
  }
  const made = columnSchema(column);
  schemas.set(column, made);
  return made;
}

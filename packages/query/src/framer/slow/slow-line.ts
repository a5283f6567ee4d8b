import {
  checkValue,
  columnValue,
  encodeRow,
  hourIndexOf,
  isEnvelope,
  JsonSyntaxError,
  parseJsonExact,
  partitionValueProblem,
  recogniseDataset,
  Refusal,
  type ColumnValue,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
  type JsonValue,
} from '@assay/schemas';
import { fieldsOf, refuseRepeated, type Fields } from './fields.js';
import { openEnvelope } from './open-envelope.js';
import { flattenRepeated } from './repeated-group.js';

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

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const SHOWN_NAMES = 12;
const SHOWN_CHARACTERS = 200;

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
    const outer = fieldsOf(parse(bytes));
    if (isEnvelope((name) => outer.values.has(name))) {
      const opened = openEnvelope(registry, declared, outer);
      dataset = opened.dataset;
      return { row: rewrite(dataset, opened.fields, opened.extraFields) };
    }
    dataset ??= recognise(registry, outer);
    return { row: rewrite(dataset, outer, 0) };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const { reason, field, message: detail } = error;
    return { letter: { dataset: dataset?.id, reason, field, detail } };
  }
}

/** Whether bytes are one JSON value, of whatever kind. */
export function isJson(bytes: Uint8Array): boolean {
  try {
    parse(bytes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) {
      return false;
    }
    throw error;
  }
}

function parse(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    const at = firstBadByte(bytes);
    const byte = bytes[at].toString(16).padStart(2, '0');
    throw new Refusal('NOT_UTF8', `expected UTF-8, was byte 0x${byte} at offset ${at}`);
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

/** Where bytes that are not UTF-8 stop being so: decoding them with replacements changes that byte. */
function firstBadByte(bytes: Uint8Array): number {
  const replaced = Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8');
  const at = bytes.findIndex((byte, index) => byte !== replaced[index]);
  return Math.max(at, 0);
}

function recognise(registry: DatasetRegistry, fields: Fields): Dataset {
  const textOf = (name: string) => {
    const value = fields.values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const dataset = recogniseDataset(registry, (name) => fields.values.has(name), textOf);
  if (dataset === undefined) {
    const names = [...fields.values.keys()].slice(0, SHOWN_NAMES).join(', ');
    const was = names.slice(0, SHOWN_CHARACTERS);
    throw new Refusal('UNKNOWN_DATASET', `expected the fields of a dataset, was {${was}}`);
  }
  return dataset;
}

function rewrite(dataset: Dataset, fields: Fields, outerExtra: number): RewrittenLine {
  const { columns, partition } = dataset;
  const isRead = (name: string) =>
    name === dataset.repeated?.field || columns.some((column) => column.name === name);
  refuseRepeated(fields, isRead);
  const flat = flattenRepeated(dataset, fields.values);
  const row: Record<string, ColumnValue | null> = {};
  for (const column of columns) {
    row[column.name] = columnValue(column, flat.get(column.name));
  }
  readAbsentPrices(dataset, row);
  for (const column of columns) {
    checkValue(column, row[column.name], flat.get(column.name));
  }
  const value = String(row[partition.column]);
  const problem = partitionValueProblem(value);
  if (problem !== undefined) {
    throw new Refusal('BAD_PARTITION', `"${partition.column}": ${problem}`, partition.column);
  }
  return {
    dataset,
    partition: value,
    hourIndex: hourIndexOf(row['ts_event_ns'] as bigint),
    line: Buffer.from(encodeRow(dataset, row), 'utf8'),
    extraFields: fields.names.filter((name) => !isRead(name)).length + outerExtra,
  };
}

/** Prices of exactly 0 that stand for "no price" become NULL. */
function readAbsentPrices(dataset: Dataset, row: Record<string, ColumnValue | null>): void {
  for (const { name, rule } of dataset.columns) {
    const companion = rule.zeroIsAbsentWith;
    const isAlone = companion === undefined || row[companion] === 0;
    if (row[name] === 0 && isAlone && (rule.zeroIsAbsent === true || companion !== undefined)) {
      row[name] = null;
    }
  }
}

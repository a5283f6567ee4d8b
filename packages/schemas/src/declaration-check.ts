import type { Column, ColumnRule, ColumnType } from './column.js';
import type { Dataset } from './dataset.js';

/** Column names are lower case, so that engines that ignore case see them as we do. */
const COLUMN_NAME = /^[a-z][a-z0-9_]*$/;
const PATH = /^[a-z][a-z0-9_]*(?:\/[a-z][a-z0-9_]*)*$/;
const SUBJECT = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
/** Names of folders below a partition value: a column of that name would be hidden by them. */
const FOLDER_NAMES = ['date', 'hour'];
/** DuckDB's vector size: row groups hold a whole number of vectors. */
const ROWS_PER_VECTOR = 2_048;

/** The rules that mean something for a type; any other would be silently ignored. */
const RULES_OF: Readonly<Record<ColumnType, readonly (keyof ColumnRule)[]>> = {
  i64: ['time', 'min'],
  i32: ['min', 'oneOf'],
  i16: ['min', 'oneOf'],
  i8: ['min', 'oneOf'],
  f64: ['min', 'above', 'zeroIsAbsent', 'zeroIsAbsentWith'],
  utf8: ['date', 'nonEmpty', 'oneOf'],
  bool: [],
};

/** What is wrong with a declaration, as the end of a sentence; undefined when it is whole. */
export function declarationProblem(dataset: Dataset): string | undefined {
  const problems = [
    nameProblem(dataset),
    roleProblem(dataset),
    ...dataset.columns.map((column) => ruleProblem(dataset, column)),
    repeatedProblem(dataset),
    placeProblem(dataset),
  ];
  return problems.find((problem) => problem !== undefined);
}

function nameProblem({ columns }: Dataset): string | undefined {
  const names = columns.map((column) => column.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return `column "${twice}" is declared twice`;
  }
  const hidden = names.find((name) => name.startsWith('_'));
  if (hidden !== undefined) {
    return `"${hidden}": names with "_" are kept for the lake itself`;
  }
  const odd = names.find((name) => !COLUMN_NAME.test(name));
  if (odd !== undefined) {
    return `expected a column name of a–z, 0–9 and "_", was "${odd}"`;
  }
  const folder = names.find((name) => FOLDER_NAMES.includes(name));
  return folder === undefined ? undefined : `column "${folder}" has the name of a folder`;
}

function roleProblem(dataset: Dataset): string | undefined {
  const { key, partition, recognition, repeated } = dataset;
  const find = (name: string) => dataset.columns.find((column) => column.name === name);
  const unknown = [partition.column, 'ts_event_ns', ...key].find((name) => !find(name));
  if (unknown !== undefined) {
    return `it uses a column "${unknown}" that it does not declare`;
  }
  const time = find('ts_event_ns');
  if (time?.rule.time !== true || time.nullable) {
    return 'expected "ts_event_ns" to be a time that is never NULL';
  }
  const value = find(partition.column);
  if (value?.type !== 'utf8' || value.nullable) {
    return `expected partition column "${partition.column}" to be text that is never NULL`;
  }
  if (key.length === 0 || new Set(key).size !== key.length) {
    return `expected key columns, each once, was [${key.join(', ')}]`;
  }
  const unseen = recognition?.present.find((name) => !find(name) && name !== repeated?.field);
  return unseen === undefined ? undefined : `it is recognised by "${unseen}", which it has not`;
}

function ruleProblem({ columns }: Dataset, { name, type, rule, nullable }: Column) {
  const idle = Object.keys(rule).find((each) => !RULES_OF[type].some((known) => known === each));
  if (idle !== undefined) {
    return `rule "${idle}" says nothing of column "${name}" (${type})`;
  }
  if (rule.min !== undefined && rule.above !== undefined) {
    return `column "${name}" has two lower bounds`;
  }
  const isAbsentAtZero = rule.zeroIsAbsent === true || rule.zeroIsAbsentWith !== undefined;
  if (isAbsentAtZero && !nullable) {
    return `column "${name}" reads 0 as NULL, but is never NULL`;
  }
  const companion = rule.zeroIsAbsentWith;
  return companion === undefined || columns.some((column) => column.name === companion)
    ? undefined
    : `column "${name}" looks at a column "${companion}" that is not declared`;
}

function repeatedProblem({ columns, repeated }: Dataset): string | undefined {
  if (repeated === undefined) {
    return undefined;
  }
  const { field, length, members } = repeated;
  const names = new Set(columns.map((column) => column.name));
  if (names.has(field)) {
    return `"${field}" is both a column and a repeated group`;
  }
  const missing = members
    .flatMap((member) => Array.from({ length }, (_, index) => `${member}_${index + 1}`))
    .find((name) => !names.has(name));
  return missing === undefined ? undefined : `"${field}" stands for "${missing}", not declared`;
}

function placeProblem({ path, rowGroupRows, subject }: Dataset): string | undefined {
  if (!PATH.test(path)) {
    return `expected a path like "stocks/trades", was "${path}"`;
  }
  if (subject !== undefined && !SUBJECT.test(subject)) {
    return `expected a subject like "market.stocks.trades", was "${subject}"`;
  }
  return Number.isInteger(rowGroupRows / ROWS_PER_VECTOR) && rowGroupRows > 0
    ? undefined
    : `expected rowGroupRows to be a multiple of ${ROWS_PER_VECTOR}, was ${rowGroupRows}`;
}

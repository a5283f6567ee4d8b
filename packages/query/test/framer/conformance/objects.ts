import { futuresTrades, stocksQuotes, stocksTrades } from '@assay/schemas';
import { lineOf } from '../../support/base-rows.js';
import { casesOf, type LineCase } from './case.js';

const future = casesOf(futuresTrades);
const plain = lineOf(futuresTrades);
const inner = plain.slice(1, -1);

function notJson(fact: string, line: string, detail: string): LineCase {
  return { fact, dataset: futuresTrades, line, letter: { reason: 'NOT_JSON', detail } };
}

function noObject(fact: string, line: string, was: string): LineCase {
  const detail = `expected one object, was ${was}`;
  return { fact, dataset: futuresTrades, line, letter: { reason: 'NOT_AN_OBJECT', detail } };
}

function stored(fact: string, line: string, extraFields = 0): LineCase {
  return { fact, dataset: futuresTrades, line, row: {}, extraFields };
}

function unknown(fact: string, subject: string, line: string): LineCase {
  return { fact, dataset: futuresTrades, subject, line, row: {} };
}

/** Which fields there are, and how often. */
export const fields: readonly LineCase[] = [
  {
    fact: 'a field given twice',
    dataset: futuresTrades,
    line: `{${inner},"size":4}`,
    letter: {
      reason: 'DUPLICATE_FIELD',
      field: 'size',
      detail: 'expected "size" once, was given twice',
    },
  },
  {
    fact: 'a field given twice alike',
    dataset: futuresTrades,
    line: `{"symbol":"ESZ5",${inner}}`,
    letter: { reason: 'DUPLICATE_FIELD', field: 'symbol', detail: 'once' },
  },
  {
    fact: 'a field given twice, once in escapes',
    dataset: futuresTrades,
    line: String.raw`{"\u0073ize":4,` + `${inner}}`,
    letter: { reason: 'DUPLICATE_FIELD', field: 'size', detail: 'once' },
  },
  stored('an unknown field given twice', `{"x":1,"x":2,${inner}}`, 2),
  stored('another case of a known field beside it', `{"Symbol":"MES",${inner},"SYMBOL":"X"}`, 2),
  future.refuses(
    'another case of a known field alone',
    { symbol: undefined, SYMBOL: '"ESZ5"' },
    'MISSING_FIELD',
    'symbol',
    'expected a non-empty string, was absent',
  ),
  future.refuses('a missing size', { size: undefined }, 'MISSING_FIELD', 'size', 'was absent'),
  future.refuses(
    'null for a required field',
    { size: 'null' },
    'MISSING_FIELD',
    'size',
    'was null',
  ),
  future.stores('null for a nullable field', { seq: 'null' }, { seq: null }),
  future.stores('a missing nullable field', { exchange: undefined }, { exchange: null }),
  future.stores('extra scalars', { a: '1', b: '"x"', c: 'true', d: 'null', e: '-1.5e3' }, {}, 5),
  future.stores('an extra object and array', { a: '{"size":9}', b: '[[],{}]' }, {}, 2),
  future.stores('an extra _pos', { _pos: '99', _run: '"x"', _run_pos: '7' }, {}, 3),
  future.stores('an extra field without a name', { '': '1' }, {}, 1),
  stored(
    'an escaped field name',
    String.raw`{"\u0073ize":3,` + `${inner.replace('"size":3,', '')}}`,
  ),
  {
    fact: 'no field at all',
    dataset: futuresTrades,
    line: '{}',
    letter: {
      reason: 'MISSING_FIELD',
      field: 'ts_event_ns',
      detail: 'was absent',
    },
  },
];

/** What stands on a line. */
export const shapes: readonly LineCase[] = [
  stored(
    'space between everything',
    `  {${inner.replaceAll(':', ' : ').replaceAll(',', ' , ')} }  `,
  ),
  stored('tabs between everything', `\t{\t${inner.replaceAll(',', '\t,\t')}\t}\t`),
  stored('a line that ends in CRLF', `${plain}\r`),
  notJson('a byte order mark', `\ufeff${plain}`, 'expected a value at character 0, was "\ufeff'),
  notJson('two objects on a line', `${plain}${plain}`, 'expected the end'),
  notJson('two objects with a space between', `${plain} ${plain}`, 'expected the end'),
  notJson('two objects with a comma between', `${plain},${plain}`, 'expected the end'),
  notJson('garbage behind', `${plain}xyz`, 'expected the end'),
  notJson('garbage in front', `xyz${plain}`, 'expected a value'),
  notJson('a line cut inside a number', plain.slice(0, 20), 'was the end'),
  notJson('a line cut inside a string', `{${inner.slice(0, inner.indexOf('GLBX') + 2)}`, 'its end'),
  notJson('a line cut before its brace', plain.slice(0, -1), 'expected "," or "}"'),
  notJson('a trailing comma', `{${inner},}`, 'expected a string'),
  notJson('a comment', `{/* x */${inner}}`, 'expected a string'),
  notJson('single quotes', plain.replaceAll('"', "'"), 'expected a string'),
  notJson('names without quotes', `{size:1,${inner}}`, 'expected a string'),
  notJson('a missing colon', `{"size" 3,${inner}}`, 'expected ":"'),
  notJson('a NUL byte', `\0`, 'expected a value'),
  notJson('words', 'hello world', 'expected a value'),
  notJson('sixty-five levels of arrays', `${'['.repeat(66)}1`, 'at most 64 levels'),
  noObject('an array', `[${plain}]`, 'an array of 1'),
  noObject('an empty array', '[]', 'an array of 0'),
  noObject('a number', '5', '5'),
  noObject('a string', '"x"', '"x"'),
  noObject('true', 'true', 'true'),
  noObject('null', 'null', 'null'),
];

/** Lines on subjects nobody declared. */
export const subjects: readonly LineCase[] = [
  unknown('an unknown subject, a future by its symbol', 'market.other', plain),
  {
    ...unknown('an unknown subject, a stock by its fields', 'x', lineOf(stocksTrades)),
    dataset: stocksTrades,
  },
  {
    ...unknown('an unknown subject, a quote by its fields', 'x', lineOf(stocksQuotes)),
    dataset: stocksQuotes,
  },
  {
    fact: 'an unknown subject and unknown fields',
    dataset: futuresTrades,
    subject: 'x',
    line: '{"a":1,"b":2}',
    letter: {
      reason: 'UNKNOWN_DATASET',
      detail: 'expected the fields of a dataset, was {a, b}',
    },
  },
  {
    fact: 'an unknown subject with a field out of range',
    dataset: futuresTrades,
    subject: 'x',
    line: lineOf(futuresTrades, { size: '0' }),
    letter: { reason: 'OUT_OF_RANGE', field: 'size', detail: 'was 0' },
  },
];

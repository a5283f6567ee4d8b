import { futuresTrades, stocksTrades, type AnyRow, type DeadLetterReason } from '@assay/schemas';
import { lineOf } from '../../support/base-rows.js';
import type { LineCase } from './case.js';

const payload = lineOf(futuresTrades);
const bare = lineOf(futuresTrades, {
  ts_event_ns: undefined,
  ts_recv_ns: undefined,
  source: undefined,
  symbol: undefined,
  seq: undefined,
});
const outer =
  '"source":"GLBX.MDP3","ts_event_ns":1765895430123456789,"ts_recv_ns":1765895430124456789,' +
  '"key":"ESZ5","seq":1000001';

function stored(fact: string, line: string, row: AnyRow = {}, extraFields = 0): LineCase {
  return { fact, dataset: futuresTrades, line, row, extraFields };
}

function refused(
  fact: string,
  line: string,
  reason: DeadLetterReason,
  field: string,
  detail: string,
): LineCase {
  return { fact, dataset: futuresTrades, line, letter: { reason, field, detail } };
}

const named = (name: string, rest = '') => `{"schema_name":${name}${rest},"payload":${payload}}`;

export const envelopes: readonly LineCase[] = [
  stored(
    'an envelope',
    `{"schema_name":"futures.trades","schema_version":1,${outer},"payload":${payload}}`,
  ),
  stored(
    'an envelope fills what its payload leaves out, key the symbol',
    `{"schema_name":"futures.trades","schema_version":1,${outer},"payload":${bare}}`,
  ),
  stored('an envelope whose name has the version', named('"futures.trades.v1"')),
  stored('an envelope without a version', named('"futures.trades"')),
  stored(
    'an envelope with name and version alike',
    named('"futures.trades.v1"', ',"schema_version":1'),
  ),
  stored('an envelope with an extra field', named('"futures.trades"', ',"trace":"x"'), {}, 1),
  stored('the payload counts where both say something', named('"futures.trades"', ',"seq":5')),
  {
    ...stored('an envelope on an unknown subject', named('"futures.trades"')),
    subject: 'somewhere.else',
  },
  {
    fact: 'an unknown subject and an envelope of another dataset',
    dataset: stocksTrades,
    subject: 'somewhere.else',
    line: `{"schema_name":"stocks.trades","payload":${lineOf(stocksTrades)}}`,
    row: {},
  },
  refused(
    'an unknown schema',
    named('"no.such"'),
    'UNKNOWN_DATASET',
    'schema_name',
    'was "no.such.v1"',
  ),
  refused(
    'an unknown version',
    named('"futures.trades"', ',"schema_version":2'),
    'UNKNOWN_DATASET',
    'schema_name',
    'was "futures.trades.v2"',
  ),
  refused(
    'a version that contradicts the name',
    named('"futures.trades.v1"', ',"schema_version":2'),
    'BAD_ENVELOPE',
    'schema_version',
    'expected schema_version 1 of "futures.trades.v1", was 2',
  ),
  refused(
    'a version that is text',
    named('"futures.trades"', ',"schema_version":"2"'),
    'BAD_ENVELOPE',
    'schema_version',
    'expected a whole number, was "2"',
  ),
  refused(
    'a schema name that is a number',
    named('5'),
    'BAD_ENVELOPE',
    'schema_name',
    'expected a string, was 5',
  ),
  refused(
    'a payload that is text',
    '{"schema_name":"futures.trades","payload":"x"}',
    'BAD_ENVELOPE',
    'payload',
    'expected an object, was "x"',
  ),
  refused(
    'an envelope without a payload',
    `{"schema_name":"futures.trades",${outer}}`,
    'MISSING_FIELD',
    'symbol',
    'was absent',
  ),
  refused(
    'an envelope of another dataset than its subject',
    named('"stocks.trades"'),
    'BAD_ENVELOPE',
    'schema_name',
    'expected futures.trades.v1 on this subject, was an envelope of stocks.trades.v1',
  ),
  refused(
    'a payload given twice',
    `{"schema_name":"futures.trades","payload":{},"payload":${payload}}`,
    'DUPLICATE_FIELD',
    'payload',
    'once',
  ),
  refused(
    'a payload out of range',
    `{"schema_name":"futures.trades","payload":${lineOf(futuresTrades, { size: '0' })}}`,
    'OUT_OF_RANGE',
    'size',
    'was 0',
  ),
  refused(
    'a key that is a number',
    `{"schema_name":"futures.trades",${outer.replace('"ESZ5"', '5')},"payload":${bare}}`,
    'WRONG_TYPE',
    'symbol',
    'was 5',
  ),
];

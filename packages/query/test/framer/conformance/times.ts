import { futuresTrades } from '@assay/schemas';
import { casesOf, type LineCase } from './case.js';

const future = casesOf(futuresTrades);
const TIME = 'expected nanoseconds since 1970 UTC, between 2000-01-01 and 2100-01-01, was ';
const at = (ts_event_ns: string) => ({ ts_event_ns, ts_recv_ns: ts_event_ns });
const both = (ns: bigint) => ({ ts_event_ns: ns, ts_recv_ns: ns });

export const times: readonly LineCase[] = [
  future.refuses('a time of 1.7e18', at('1.7e18'), 'WRONG_TYPE', 'ts_event_ns', `${TIME}1.7e18`),
  future.refuses(
    'a quoted time',
    at('"1765895430123456789"'),
    'WRONG_TYPE',
    'ts_event_ns',
    `${TIME}"1765895430123456789"`,
  ),
  future.refuses(
    'a time of seventeen digits',
    at('17658954301234567'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    TIME,
  ),
  future.refuses('a time in seconds', at('1765895430'), 'OUT_OF_RANGE', 'ts_event_ns', TIME),
  future.refuses(
    'a time of twenty digits',
    at('17658954301234567890'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    TIME,
  ),
  future.refuses(
    'the last nanosecond of 1999',
    at('946684799999999999'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    `${TIME}946684799999999999`,
  ),
  future.stores(
    'the first nanosecond of 2000',
    at('946684800000000000'),
    both(946_684_800_000_000_000n),
  ),
  future.stores(
    'the last time of eighteen digits',
    at('999999999999999999'),
    both(999_999_999_999_999_999n),
  ),
  future.stores(
    'the first time of nineteen digits',
    at('1000000000000000000'),
    both(1_000_000_000_000_000_000n),
  ),
  future.stores(
    'the last nanosecond of 2099',
    at('4102444799999999999'),
    both(4_102_444_799_999_999_999n),
  ),
  future.refuses(
    'the first nanosecond of 2100',
    at('4102444800000000000'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    `${TIME}4102444800000000000`,
  ),
  future.refuses(
    'the undefined time of a vendor, 2^64 - 1',
    at('18446744073709551615'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    TIME,
  ),
  future.refuses(
    'a negative time',
    at('-1765895430123456789'),
    'OUT_OF_RANGE',
    'ts_event_ns',
    TIME,
  ),
  future.stores(
    'a time whose last digit a double would lose',
    at('1765895430123456787'),
    both(1_765_895_430_123_456_787n),
  ),
  future.refuses(
    'a receive time that is missing',
    { ts_recv_ns: undefined },
    'MISSING_FIELD',
    'ts_recv_ns',
    `${TIME}absent`,
  ),
];

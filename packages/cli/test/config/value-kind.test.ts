import { describe, expect, it } from 'vitest';
import {
  byteSize,
  choice,
  choices,
  duration,
  flag,
  optionParser,
  prices,
  seconds,
  text,
  url,
  wholeNumber,
  type ValueKind,
} from '../../src/index.js';

const cases: readonly [string, ValueKind<unknown>, unknown, unknown][] = [
  ['text', text(), ' data/lake ', 'data/lake'],
  ['text', text(), 5, '5'],
  ['text', text(), '', undefined],
  ['text', text(), ['a'], undefined],
  ['choice', choice(['dbn', 'csv']), 'dbn', 'dbn'],
  ['choice', choice(['dbn', 'csv']), 'DBN', undefined],
  ['choices', choices(['bronze', 'gold']), 'gold, bronze', 'gold,bronze'],
  ['choices', choices(['bronze', 'gold']), 'gold,gold', undefined],
  ['choices', choices(['bronze', 'gold']), 'silver', undefined],
  ['choices', choices(['bronze', 'gold']), '', undefined],
  ['prices', prices(), '600, 601.25', '600,601.25'],
  ['prices', prices(), 600, '600'],
  ['prices', prices(), '600,', undefined],
  ['prices', prices(), '0', undefined],
  ['prices', prices(), '-1', undefined],
  ['prices', prices(), '1e3', undefined],
  ['wholeNumber', wholeNumber(1), '1000', 1000],
  ['wholeNumber', wholeNumber(1), 1000, 1000],
  ['wholeNumber', wholeNumber(1), '0', undefined],
  ['wholeNumber', wholeNumber(-5), '-5', -5],
  ['wholeNumber', wholeNumber(0, 65_535), '65536', undefined],
  ['wholeNumber', wholeNumber(1), '1e3', undefined],
  ['wholeNumber', wholeNumber(1), '1.5', undefined],
  ['wholeNumber', wholeNumber(1), '12abc', undefined],
  ['wholeNumber', wholeNumber(1), '9007199254740993', undefined],
  ['wholeNumber', wholeNumber(0), true, undefined],
  ['seconds', seconds(), '5', 5],
  ['seconds', seconds(), '0.5', 0.5],
  ['seconds', seconds(), 5.0, 5],
  ['seconds', seconds(), '0', undefined],
  ['seconds', seconds(), '-1', undefined],
  ['seconds', seconds(), 'Infinity', undefined],
  ['duration', duration(), '10s', 10_000],
  ['duration', duration(), '500ms', 500],
  ['duration', duration(), '1.5 s', 1500],
  ['duration', duration(), '1.005s', 1005],
  ['duration', duration(), '2min', 120_000],
  ['duration', duration(), '1h', 3_600_000],
  ['duration', duration(), '10', undefined],
  ['duration', duration(), '0s', undefined],
  ['duration', duration(), '0.5ms', undefined],
  ['duration', duration(), '-1s', undefined],
  ['duration', duration(), '1e3s', undefined],
  ['duration', duration(24), '24h', 86_400_000],
  ['duration', duration(24), '86400001ms', undefined],
  ['byteSize', byteSize(256), '256MiB', 268_435_456],
  ['byteSize', byteSize(256), '255.9MiB', undefined],
  ['byteSize', byteSize(), '128MiB', 134_217_728],
  ['byteSize', byteSize(), '10 GiB', 10_737_418_240],
  ['byteSize', byteSize(), '10gb', 10_000_000_000],
  ['byteSize', byteSize(), '1.5KiB', 1536],
  ['byteSize', byteSize(), 4096, 4096],
  ['byteSize', byteSize(), '17B', 17],
  ['byteSize', byteSize(), '0', undefined],
  ['byteSize', byteSize(), '1.5', undefined],
  ['byteSize', byteSize(), '128 MiBs', undefined],
  ['byteSize', byteSize(), '99999999TiB', undefined],
  ['flag', flag(), 'TRUE', true],
  ['flag', flag(), 'off', false],
  ['flag', flag(), 1, true],
  ['flag', flag(), false, false],
  ['flag', flag(), 'maybe', undefined],
  ['flag', flag(), 'constructor', undefined],
  ['url', url(['nats:', 'tls:']), 'nats://localhost:4222', 'nats://localhost:4222'],
  ['url', url(['nats:', 'tls:']), 'http://localhost', undefined],
  ['url', url(['nats:', 'tls:']), 'localhost:4222', undefined],
];

describe('value kinds', () => {
  it.each(cases)('%s reads case %#', (_name, kind, given, expected) => {
    expect(kind.parse(given)).toBe(expected);
  });

  it('say what they expect', () => {
    expect(wholeNumber(1).expectation).toBe('a whole number of at least 1');
    expect(wholeNumber(0, 9).expectation).toBe('a whole number from 0 to 9');
    expect(url(['nats:', 'tls:']).expectation).toBe('a URL that starts with nats:// or tls://');
  });
});

describe('optionParser', () => {
  it('gives the value, or a failure that names option, value and expectation', () => {
    const parse = optionParser('--speed', wholeNumber(1));
    expect(parse('3')).toBe(3);
    expect(() => parse('fast')).toThrow(
      '--speed: expected a whole number of at least 1, was "fast"',
    );
  });

  it('tells the next step', () => {
    const parse = optionParser('--speed', wholeNumber(1));
    expect(() => parse('1.5')).toThrow(
      expect.objectContaining({
        next: 'give --speed a whole number of at least 1; --help tells what it is for',
      }),
    );
  });
});

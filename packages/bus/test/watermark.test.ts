import { describe, expect, it } from 'vitest';
import {
  decodeWatermark,
  encodeWatermark,
  fateOf,
  watermarkOf,
  watermarkSubject,
} from '../src/watermark.js';

const COMMIT = {
  shard: 'MARKET_FUTURES',
  stream: 'MARKET_FUTURES',
  stream_created: '2026-01-02T03:04:05Z',
  epoch: 1,
  seq_to: 2n ** 62n + 1n,
  number: 9,
  runs: [
    { run: 'a', from: 0n, to: 9n },
    { run: 'b', from: 2n ** 60n, to: 2n ** 60n },
  ],
};

describe('a durability watermark', () => {
  it('is what a commit stands for, on the wire too', () => {
    const mark = watermarkOf(COMMIT);
    const text =
      '{"shard":"MARKET_FUTURES","stream":"MARKET_FUTURES","created":"2026-01-02T03:04:05Z",' +
      '"epoch":1,"seq_to":"4611686018427387905","entry":9,"runs":[{"run":"a","from":"0","to":"9"},' +
      '{"run":"b","from":"1152921504606846976","to":"1152921504606846976"}]}';
    expect(encodeWatermark(mark)).toBe(text);
    expect(decodeWatermark(text)).toEqual(mark);
    expect(watermarkSubject(mark.shard)).toBe('assay.watermark.MARKET_FUTURES');
  });

  const WORDS = encodeWatermark(watermarkOf(COMMIT));
  it.each([
    '',
    '[]',
    'null',
    '{"shard":"a"}',
    WORDS.slice(0, -1),
    WORDS.replace('"4611686018427387905"', '4611686018427387905'),
    WORDS.replace('"from":"0"', '"from":""'),
    WORDS.replace('"run":"a"', '"run":1'),
  ])('is nothing else: %s', (text) => {
    expect(() => decodeWatermark(text)).toThrow(/expected a durability watermark, was/);
  });

  it('has a shard of one token', () => {
    expect(() => watermarkSubject('a.b')).toThrow(/one token, was 'a\.b'/);
  });

  const after = { ...watermarkOf(COMMIT), seqTo: 10n, runs: [] };
  const mark = { ...after, seqTo: 12n, runs: COMMIT.runs };
  const sent = { run: 'a', from: 5n, to: 9n, sequence: 12n, after };

  it('lets a producer go of what it names, whatever its lineage and sequence', () => {
    expect(fateOf(sent, mark)).toBe('stored');
    expect(fateOf({ ...sent, sequence: undefined, after: undefined }, mark)).toBe('stored');
    expect(fateOf({ ...sent, sequence: 99n }, { ...mark, epoch: 2 })).toBe('stored');
  });

  it('has a producer wait for what the lake has not come to', () => {
    const later = { ...sent, from: 10n, to: 12n };
    expect(fateOf({ ...later, sequence: 13n }, mark)).toBe('waiting');
    expect(fateOf({ ...later, sequence: undefined }, mark)).toBe('waiting');
  });

  it('has a producer send again what the lake went past, or what another lineage held', () => {
    const later = { ...sent, from: 10n, to: 12n, sequence: 11n };
    expect(fateOf(later, mark)).toBe('send-again');
    expect(fateOf({ ...sent, run: 'c' }, mark)).toBe('send-again');
    expect(fateOf({ ...later, sequence: 99n }, { ...mark, epoch: 2 })).toBe('send-again');
    expect(fateOf({ ...later, sequence: 99n }, { ...mark, created: 'x' })).toBe('send-again');
    expect(fateOf({ ...later, sequence: 99n, after: undefined }, mark)).toBe('waiting');
  });
});

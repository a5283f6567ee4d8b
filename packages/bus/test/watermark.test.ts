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
};

describe('a durability watermark', () => {
  it('is what a commit stands for, on the wire too', () => {
    const mark = watermarkOf(COMMIT);
    const text =
      '{"shard":"MARKET_FUTURES","stream":"MARKET_FUTURES","created":"2026-01-02T03:04:05Z",' +
      '"epoch":1,"seq_to":"4611686018427387905","entry":9}';
    expect(encodeWatermark(mark)).toBe(text);
    expect(decodeWatermark(text)).toEqual(mark);
    expect(watermarkSubject(mark.shard)).toBe('assay.watermark.MARKET_FUTURES');
  });

  it.each(['', '[]', 'null', '{"shard":"a"}', encodeWatermark(watermarkOf(COMMIT)).slice(0, -1)])(
    'is nothing else: %s',
    (text) => {
      expect(() => decodeWatermark(text)).toThrow(/expected a durability watermark, was/);
    },
  );

  it('has a shard of one token', () => {
    expect(() => watermarkSubject('a.b')).toThrow(/one token, was 'a\.b'/);
  });

  it('lets a producer go of what is stored in the lineage it was sent in', () => {
    const after = { ...watermarkOf(COMMIT), seqTo: 10n };
    const mark = { ...after, seqTo: 12n };
    expect(fateOf({ sequence: 12n, after }, mark)).toBe('stored');
    expect(fateOf({ sequence: 13n, after }, mark)).toBe('waiting');
  });

  it('has a producer send again what was sent in another lineage, or in one it did not know', () => {
    const after = { ...watermarkOf(COMMIT), seqTo: 10n };
    const mark = { ...after, seqTo: 12n };
    expect(fateOf({ sequence: 12n, after }, { ...mark, epoch: 2 })).toBe('send-again');
    expect(fateOf({ sequence: 12n, after }, { ...mark, created: 'other' })).toBe('send-again');
    expect(fateOf({ sequence: 12n, after: undefined }, mark)).toBe('send-again');
  });
});

import { describe, expect, it } from 'vitest';
import { parseDelivery } from '../../src/jetstream/delivery.js';
import { parseServerTime } from '../../src/jetstream/stream-state.js';

const mark = {
  sequence: 9_007_199_254_740_993n,
  delivery: 7,
  serverTimeNs: 1_700_000_000_123_456_789n,
  pending: 12,
};
const numbers = '1.9007199254740993.7.1700000000123456789.12';

describe('parseDelivery', () => {
  it.each([
    ['the short form', `$JS.ACK.MARKET_FUTURES.assay-1.${numbers}`],
    ['the long form', `$JS.ACK.hub.ACCOUNT.MARKET_FUTURES.assay-1.${numbers}`],
    ['the long form with a token of chance', `$JS.ACK._.ACC.MARKET_FUTURES.assay-1.${numbers}.x7`],
  ])('reads %s to the last digit', (_, reply) => {
    expect(parseDelivery(reply)).toEqual(mark);
  });

  it.each(['', '_INBOX.abc.1', '$JS.API.INFO', '$JS.ACK.short'])(
    "finds nothing in '%s'",
    (reply) => {
      expect(parseDelivery(reply)).toBeUndefined();
    },
  );
});

describe('parseServerTime', () => {
  it.each([
    ['2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456_789n],
    ['2023-11-14T22:13:20.1Z', 1_700_000_000_100_000_000n],
    ['2023-11-14T22:13:20Z', 1_700_000_000_000_000_000n],
    ['2023-11-14T17:13:20.5-05:00', 1_700_000_000_500_000_000n],
  ])('reads %s', (text, expected) => {
    expect(parseServerTime(text)).toBe(expected);
  });

  it('refuses what is no time', () => {
    expect(() => parseServerTime('yesterday')).toThrow(
      "expected an RFC 3339 time, was 'yesterday'",
    );
  });
});

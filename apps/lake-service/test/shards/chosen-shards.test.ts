import { describe, expect, it } from 'vitest';
import { chosenShards, embeddedShard } from '../../src/shards/chosen-shards.js';

const KNOWN = ['MARKET_STOCKS', 'MARKET_OPTIONS', 'MARKET_FUTURES'];

describe('chosenShards', () => {
  it('are all of them unless some are named', () => {
    expect(chosenShards(undefined, KNOWN)).toEqual(KNOWN);
    expect(chosenShards('MARKET_FUTURES,MARKET_STOCKS', KNOWN)).toEqual([
      'MARKET_FUTURES',
      'MARKET_STOCKS',
    ]);
  });

  it('refuses a name that no stream has', () => {
    expect(() => chosenShards('MARKET_STOCKS,MARKET_BONDS', KNOWN)).toThrow(
      'BRONZE_SHARDS: expected some of MARKET_STOCKS, MARKET_OPTIONS, MARKET_FUTURES, was MARKET_BONDS',
    );
  });
});

describe('embeddedShard', () => {
  it('is one name', () => {
    expect(embeddedShard(undefined)).toBe('market');
    expect(embeddedShard('laptop')).toBe('laptop');
    expect(() => embeddedShard('a,b')).toThrow('expected one name');
    // One forgotten NATS_URL must not write into the shard of a stream.
    expect(() => embeddedShard('MARKET_STOCKS')).toThrow('expected one name of its own');
  });
});

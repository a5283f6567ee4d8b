import { describe, expect, it } from 'vitest';
import {
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  shardOfLedgerKey,
} from '../../src/index.js';

describe('ledgerEntryKey', () => {
  it('has twenty digits, so that keys sort as numbers do', () => {
    expect(ledgerEntryKey('bronze', 'MARKET_STOCKS', 12)).toBe(
      '_lake/bronze/MARKET_STOCKS/log/00000000000000000012.json',
    );
  });

  it('keeps any shard name inside its own folder', () => {
    expect(ledgerLogFolder('gold', '../a/b')).toBe('_lake/gold/%2E.%2Fa%2Fb/log/');
    expect(() => ledgerLogFolder('gold', '')).toThrow(
      expect.objectContaining({ code: 'BAD_PATH' }),
    );
  });
});

describe('ledgerEntryNumber', () => {
  it('reads a key back, and nothing else', () => {
    expect(ledgerEntryNumber('bronze', 'a b', ledgerEntryKey('bronze', 'a b', 7))).toBe(7);
    const folder = ledgerLogFolder('bronze', 'x');
    const others = ['7.json', '00000000000000000000.json', '99999999999999999999.json', 'x'];
    for (const name of others) {
      expect(ledgerEntryNumber('bronze', 'x', `${folder}${name}`)).toBeUndefined();
    }
    expect(ledgerEntryNumber('gold', 'x', ledgerEntryKey('bronze', 'x', 7))).toBeUndefined();
  });
});

describe('shardOfLedgerKey', () => {
  it('names the shard of a log entry, and of nothing else', () => {
    expect(shardOfLedgerKey('bronze', ledgerEntryKey('bronze', 'a/b', 1))).toBe('a/b');
    expect(shardOfLedgerKey('bronze', '_lake/bronze/x/lease.json')).toBeUndefined();
    expect(shardOfLedgerKey('bronze', ledgerEntryKey('gold', 'x', 1))).toBeUndefined();
  });
});

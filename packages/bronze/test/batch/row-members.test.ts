import { describe, expect, it } from 'vitest';
import { asciiJson, rowMembers } from '../../src/batch/row-members.js';

describe('rowMembers', () => {
  it('gives the position alone where the producer names no run', () => {
    expect(rowMembers(3n, undefined)(2)).toBe('"_pos":196610,');
  });

  it('counts the ordinal on from the first event of the message', () => {
    const members = rowMembers(1n, { run: 'feed-7', firstPosition: 100n });
    expect(members(0)).toBe('"_pos":65536,"_run":"feed-7","_run_pos":100,');
    expect(members(9)).toBe('"_pos":65545,"_run":"feed-7","_run_pos":109,');
  });

  it('stays exact beyond 2^53', () => {
    const members = rowMembers(2n ** 47n - 1n, {
      run: 'r',
      firstPosition: 999_999_999_999_999_990n,
    });
    expect(members(65_535)).toBe(
      '"_pos":9223372036854775807,"_run":"r","_run_pos":1000000000000065525,',
    );
  });

  it('writes any run name in ASCII', () => {
    expect(asciiJson('é"\\\u{1f600}\n')).toBe('"\\u00e9\\"\\\\\\ud83d\\ude00\\n"');
    expect(JSON.parse(asciiJson('é"\\\u{1f600}\n'))).toBe('é"\\\u{1f600}\n');
  });
});

import { describe, expect, it } from 'vitest';
import { globPattern, isGlob } from '../../src/backfill/glob.js';

describe('globPattern', () => {
  it.each([
    ['*.dbn', ['a.dbn', '.dbn'], ['a/b.dbn', 'a.dbn.zst', 'axdbn']],
    ['es?.dbn', ['es1.dbn'], ['es.dbn', 'es/.dbn', 'es12.dbn']],
    ['**/*.dbn', ['a.dbn', 'x/a.dbn', 'x/y/a.dbn'], ['a.csv']],
    ['2024/**', ['2024/a', '2024/07/b.dbn'], ['2025/a', '2024']],
    ['day-[0-3].dbn', ['day-0.dbn'], ['day-4.dbn']],
    ['day-[!0-3].dbn', ['day-4.dbn'], ['day-0.dbn', 'day-/.dbn']],
    ['es.{trades,mbp-1*}.dbn', ['es.trades.dbn', 'es.mbp-10.dbn'], ['es.mbo.dbn']],
    ['a[b.dbn', ['a[b.dbn'], ['ab.dbn']],
    ['a{b.(x)+$.dbn', ['a{b.(x)+$.dbn'], ['ab.x.dbn']],
  ])('of %s takes %j and not %j', (glob, taken, refused) => {
    const pattern = globPattern(glob);
    expect([...taken, ...refused].filter((path) => pattern.test(path))).toEqual(taken);
  });
});

describe('isGlob', () => {
  it('knows a name from a pattern', () => {
    expect(['*', 'a?', 'a[1]', '{a,b}'].every(isGlob)).toBe(true);
    expect(['a', 'a.dbn', '/x/y-z_(1)'].some(isGlob)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { displayWidth, formatTable } from '../../src/index.js';
import { truncateTo } from '../../src/format/display-width.js';

describe('displayWidth', () => {
  it.each([
    ['plain', 5],
    ['', 0],
    ['ünïcode', 7],
    ['u\u0308', 1],
    ['日本', 4],
    ['한글', 4],
    ['🎉', 2],
    ['👩‍👩‍👧', 2],
    ['ﬁ…', 2],
    ['\u200b', 0],
  ])('counts the columns of %j as %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncateTo', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 5, 'too …'],
    ['日本語', 4, '日…'],
    ['x', 0, ''],
  ])('cuts %j to %i columns as %j', (text, width, expected) => {
    expect(truncateTo(text, width)).toBe(expected);
  });
});

describe('formatTable', () => {
  it('aligns numbers right and texts left, by what they take on the screen', () => {
    const table = formatTable(
      ['symbol', 'rows', 'share', 'note'],
      [
        ['ESZ5', 1_234_567n, 0.5, undefined],
        ['日経', 12, 99.125, 'wide'],
      ],
    );
    expect(table).toBe(
      [
        'symbol       rows  share  note',
        'ESZ5    1,234,567   0.50  –',
        '日経           12  99.13  wide',
      ].join('\n'),
    );
  });

  it('aligns a text column right when it is told to', () => {
    const rows = [['a', '1.5 KiB'], ['b']];
    expect(formatTable(['file', 'size'], rows, { right: ['size'] })).toBe(
      ['file     size', 'a     1.5 KiB', 'b           –'].join('\n'),
    );
  });

  it('writes titles alone when there are no rows', () => {
    expect(formatTable(['a', 'b'], [])).toBe('a  b');
  });
});

import { describe, expect, it } from 'vitest';
import { splitFields } from '../../src/csv/fields.js';

describe('splitFields', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['A,"12,37",0', ['A', '12,37', '0']],
    ['"A",""', ['A', '']],
    ['"say ""hi""",b', ['say "hi"', 'b']],
    ['a,"b"', ['a', 'b']],
    ['"a",', ['a', '']],
  ])('splits %s', (line, fields) => {
    expect(splitFields(line)).toEqual(fields);
  });

  it.each(['a,"b', '"', 'a"b,c', '"a"b,c', '"""'])('finds no fields in %s', (line) => {
    expect(splitFields(line)).toBeUndefined();
  });
});

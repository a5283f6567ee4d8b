import { describe, expect, it } from 'vitest';
import { arrayAsLines } from '../../src/http/json-array.js';

function linesOf(text: string): string[] | undefined {
  const lines = arrayAsLines(new TextEncoder().encode(text));
  return lines === undefined ? undefined : new TextDecoder().decode(lines).split('\n');
}

describe('arrayAsLines', () => {
  it.each([
    ['[1,2]', [' 1', '2']],
    [' [ {"a":1} , {"b":[1,2]} ]\n', ['   {"a":1} ', ' {"b":[1,2]} ']],
    ['[{"a":\n1},\r\n{"b":{"c":[]}}]', [' {"a": 1}', '  {"b":{"c":[]}}']],
    ['[{"a":"],[\\"{"},{"b":"\\\\"}]', [' {"a":"],[\\"{"}', '{"b":"\\\\"}']],
    ['[[1,2],[3]]', [' [1,2]', '[3]']],
    ['[{"ts":1765895400000000001}]', [' {"ts":1765895400000000001}']],
    ['[]', [' ']],
  ])('makes the elements of %j lines', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it.each(['', ' ', '{"a":1,"b":2}', '[1', '[1]x', 'x[1]', '[1,]', '[,1]', '[1,,2]', '[,]', '["a'])(
    'refuses %j',
    (text) => {
      expect(linesOf(text)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from 'vitest';
import { isOutrightOf, isSpread } from '../src/index.js';

describe('isOutrightOf', () => {
  it.each(['ES', 'ESZ5', 'ESZ25', 'ESH2025', 'ES.c.0', 'ES.v.12'])('takes %s for ES', (symbol) => {
    expect(isOutrightOf('ES', symbol)).toBe(true);
  });

  it.each(['MESZ5', 'ESZ5-ESH6', 'ESTC', 'ESZ', 'ESA5', 'ESZ20255', 'ES.c.', 'NQZ5', 'E', ''])(
    'does not take %s for ES',
    (symbol) => {
      expect(isOutrightOf('ES', symbol)).toBe(false);
    },
  );

  it('reads the root as text, not as a pattern', () => {
    expect(isOutrightOf('E.', 'ESZ5')).toBe(false);
  });
});

describe('isSpread', () => {
  it('tells combinations from outrights', () => {
    expect(['ESZ5-ESH6', 'ES:BF Z5-H6-M6', 'ES Z5'].every(isSpread)).toBe(true);
    expect(['ESZ5', 'ES', 'ES.c.0'].some(isSpread)).toBe(false);
  });
});

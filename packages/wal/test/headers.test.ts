import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeaders, encodeHeaders } from '../src/headers.js';

describe('headers', () => {
  it('come back as they were, whatever text they hold', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 4 }), (headers) => {
        const wire = Buffer.from(encodeHeaders(headers)).toString();
        expect(decodeHeaders(wire)).toEqual({ ...headers });
      }),
    );
  });

  it('keep a lone surrogate, which UTF-8 alone could not carry', () => {
    const wire = Buffer.from(encodeHeaders({ name: '\ud800' })).toString();
    expect(decodeHeaders(wire)).toEqual({ name: '\ud800' });
  });

  it('are refused when a value is no text', () => {
    const headers = { count: 1 } as unknown as Record<string, string>;
    expect(() => encodeHeaders(headers)).toThrow("header 'count': expected a string, was number");
  });

  it('are refused above one MiB', () => {
    expect(() => encodeHeaders({ name: 'x'.repeat(1024 * 1024) })).toThrow('expected at most');
  });
});

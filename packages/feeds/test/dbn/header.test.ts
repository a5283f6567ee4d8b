import { dayOfDate } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { PRELUDE_BYTES, readHeader, type DbnHeader } from '../../src/dbn/header.js';
import { FeedError } from '../../src/errors.js';
import { DAY, dbnHeader, ESU4, INSTRUMENT, NEXT_DAY, type WrittenHeader } from './dbn-writer.js';

function read(header: WrittenHeader): DbnHeader {
  return readHeader('a.dbn', header.version ?? 3, dbnHeader(header).subarray(PRELUDE_BYTES));
}

function problemOf(bytes: Uint8Array, version = 3): string {
  try {
    readHeader('a.dbn', version, bytes.subarray(PRELUDE_BYTES));
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    expect((error as FeedError).code).toBe('BAD_HEADER');
    return (error as FeedError).message;
  }
  throw new Error('expected a failure');
}

describe('readHeader', () => {
  it.each([1, 2, 3])('reads version %i', (version) => {
    const header = read({ version, partial: ['ESZ4'], notFound: ['NOPE', 'ESÄ'] });
    expect(header).toEqual({
      version,
      dataset: 'GLBX.MDP3',
      schema: 'trades',
      symbolTypeIn: 'raw_symbol',
      symbolTypeOut: 'instrument_id',
      hasTsOut: false,
      partial: ['ESZ4'],
      notFound: ['NOPE', 'ESÄ'],
      mappings: [
        {
          instrumentId: INSTRUMENT,
          symbol: 'ESU4',
          fromDay: dayOfDate('2024-07-01'),
          toDay: dayOfDate('2024-07-02'),
        },
      ],
    });
  });

  it('reads a header of a live stream: mixed records, mixed symbols, no mappings', () => {
    const header = read({ schema: 0xffff, typeIn: 0xff, typeOut: 1, mappings: [], tsOut: true });
    expect(header.schema).toBeUndefined();
    expect(header.symbolTypeIn).toBeUndefined();
    expect(header.symbolTypeOut).toBe('raw_symbol');
    expect(header.hasTsOut).toBe(true);
  });

  it('reads mappings from instrument ids to symbols', () => {
    const name = String(INSTRUMENT);
    const intervals = [{ from: DAY, to: NEXT_DAY, symbol: 'ESU4' }];
    const header = read({ typeIn: 0, typeOut: 1, mappings: [{ name, intervals }] });
    expect(header.mappings).toMatchObject([{ instrumentId: INSTRUMENT, symbol: 'ESU4' }]);
  });

  it('maps nothing where neither side is an instrument id, or the target is empty', () => {
    expect(read({ typeIn: 1, typeOut: 3 }).mappings).toEqual([]);
    const intervals = [{ from: DAY, to: NEXT_DAY, symbol: '' }];
    expect(read({ mappings: [{ name: 'ESU4', intervals }] }).mappings).toEqual([]);
  });

  it('takes the length of symbols from the header', () => {
    const name = 'UD:1V: VT 2423478-ESÄ€😀';
    const header = read({ symbolBytes: 130, mappings: [{ ...ESU4, name }] });
    expect(header.mappings[0].symbol).toBe(name);
  });

  it('names a schema it does not know by its number', () => {
    expect(read({ schema: 77 }).schema).toBe('schema 77');
  });

  it.each([
    ['an instrument id that is none', { from: DAY, to: NEXT_DAY, symbol: 'ESU4' }, 'was "ESU4"'],
    ['a date that is none', { from: 20240231, to: NEXT_DAY, symbol: '118' }, 'was 20240231'],
    ['an end before its start', { from: NEXT_DAY, to: DAY, symbol: '118' }, 'other way round'],
    ['an id beyond 32 bits', { from: DAY, to: NEXT_DAY, symbol: '4294967296' }, '4294967296'],
  ])('refuses %s', (_, interval, problem) => {
    const bytes = dbnHeader({ mappings: [{ name: 'ESU4', intervals: [interval] }] });
    expect(problemOf(bytes)).toContain(problem);
  });

  it('refuses text that is not UTF-8', () => {
    const bytes = dbnHeader();
    bytes[bytes.indexOf('ESU4')] = 0xff;
    expect(problemOf(bytes)).toContain('expected UTF-8 padded with NUL for symbols 1 of 1');
  });

  it('refuses text that goes on after a NUL', () => {
    const bytes = dbnHeader();
    bytes[bytes.indexOf('ESU4') + 1] = 0;
    expect(problemOf(bytes)).toContain('padded with NUL');
  });

  it('says what lacks where a count points beyond the header', () => {
    const bytes = dbnHeader({ version: 1 });
    for (let length = PRELUDE_BYTES; length < bytes.length; length += 1) {
      expect(problemOf(bytes.subarray(0, length), 1)).toContain("before the header's end");
    }
  });
});

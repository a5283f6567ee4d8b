import { describe, expect, it } from 'vitest';
import { bytesInput, dbnOptions, FeedError, feedFormat, FEED_FORMATS } from '../../src/index.js';
import type { FeedSettings } from '../../src/index.js';
import { collect } from '../collect.js';
import { dbnHeader, tradeRecord } from './dbn-writer.js';

function problemOf(settings: FeedSettings): string {
  try {
    dbnOptions(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    expect((error as FeedError).code).toBe('BAD_OPTION');
    return (error as FeedError).message;
  }
  throw new Error('expected a failure');
}

describe('dbnOptions', () => {
  it('reads what a command line gives', () => {
    const options = dbnOptions({
      symbol: ['ESU4', 'ESZ4'],
      'trades-from-books': ['true'],
      instrument: ['118=ESU4', '9=UD:1V: A=B'],
      'dbn-version': ['2'],
      dataset: ['GLBX.MDP3'],
    });
    expect(options).toEqual({
      symbols: new Set(['ESU4', 'ESZ4']),
      tradesFromBooks: true,
      booksFromOrders: false,
      booksFromEmpty: false,
      definitions: [],
      instruments: new Map([
        [118, 'ESU4'],
        [9, 'UD:1V: A=B'],
      ]),
      fragment: { version: 2, dataset: 'GLBX.MDP3', hasTsOut: false },
    });
  });

  it('needs nothing', () => {
    expect(dbnOptions({}).symbols).toBeUndefined();
    expect(dbnOptions({}).fragment).toBeUndefined();
  });

  it.each([
    [{ depth: ['1'] }, 'option "depth": expected one of symbol'],
    [{ dataset: ['A', 'B'] }, 'expected one value, was A and B'],
    [{ dataset: ['A'] }, 'option "dbn-version": expected with the other options'],
    [{ 'dbn-version': ['1'] }, 'option "dataset": expected with the other options'],
    [{ dataset: ['A'], 'dbn-version': ['4'] }, 'expected 1, 2 or 3, was 4'],
    [{ 'trades-from-books': ['yes'] }, 'expected true or false, was yes'],
    [{ instrument: ['ESU4'] }, 'expected ID=SYMBOL (5482=ESH1), was ESU4'],
    [{ instrument: ['4294967296=A'] }, 'expected ID=SYMBOL'],
    [{ instrument: ['1=A', '1=B'] }, 'expected one symbol for 1, was A and B'],
  ])('refuses %o', (settings, problem) => {
    expect(problemOf(settings)).toContain(problem);
  });
});

describe('the files that dbn claims', () => {
  const { claims } = feedFormat('dbn');

  it.each([
    'es.dbn',
    'day/es.mbp-1.dbn.zst',
    'a.dbn.frag',
    'a.dbn.frag.zst',
    'old.dbz',
    'LOUD.DBN.ZST',
  ])('are those like %s', (path) => {
    expect(claims(path)).toBe(true);
  });

  it.each(['es.dbn.csv', 'es.zst', 'metadata.json', 'dbn', 'es.dbn.zst.part', 'x.dbn/readme.txt'])(
    'are not those like %s',
    (path) => {
      expect(claims(path)).toBe(false);
    },
  );
});

describe('feedFormat', () => {
  it('opens a file by the name of its format', async () => {
    const input = bytesInput('a.dbn', Buffer.concat([dbnHeader(), tradeRecord()]));
    const feed = await feedFormat('dbn').open(input, { symbol: ['ESU4'] });
    expect((await collect(feed)).rows.length).toBe(1);
    expect(feed.report().format).toBe('dbn');
  });

  it('names the formats there are', () => {
    expect(FEED_FORMATS.map((each) => each.name)).toContain('dbn');
    expect(() => feedFormat('csv')).toThrow(/^expected a format \(dbn, .*\), was "csv"$/);
  });
});

import { describe, expect, it } from 'vitest';
import { feedFormat, FeedError, leanOptions } from '../../src/index.js';
import { readLeanName } from '../../src/lean/file-name.js';

const name = (date?: string, symbol?: string, kind?: string, other?: string) => ({
  date,
  symbol,
  kind,
  other,
});

describe('readLeanName', () => {
  it.each([
    ['20131007_spy_Trade_Tick.csv', name('2013-10-07', 'SPY', 'trade')],
    ['20131007_ibm_Quote_Tick.csv', name('2013-10-07', 'IBM', 'quote')],
    ['equity/usa/tick/brk.b/20131007_trade.zip', name('2013-10-07', 'BRK.B', 'trade')],
    ['spy_20131007_trade.csv.gz', name('2013-10-07', 'SPY', 'trade')],
    ['aapl_20140609.csv', name('2014-06-09', 'AAPL')],
    ['universes/american/aapl/20140609.csv', name('2014-06-09', 'AAPL')],
    ['20131007_spy_minute_trade.csv', name('2013-10-07', 'SPY', 'trade', 'minute')],
    ['20131307_spy_trade.csv', name(undefined, undefined, 'trade')],
    ['20131007.csv', name('2013-10-07')],
    ['readme.csv', name(undefined, 'README')],
    ['', name()],
  ])('reads %s', (path, facts) => {
    expect(readLeanName(path)).toEqual(facts);
  });
});

describe('leanOptions', () => {
  it('reads what a command line gives', () => {
    const options = leanOptions({
      date: ['2013-10-07'],
      symbol: ['SPY'],
      tz: ['UTC'],
      underlying: ['SPX'],
      root: ['SPXW'],
      available: ['+0@16:15'],
    });
    expect(options).toEqual({
      date: '2013-10-07',
      symbol: 'SPY',
      zone: 'UTC',
      underlying: 'SPX',
      root: 'SPXW',
      available: { days: 0, time: '16:15' },
    });
  });

  it.each([
    [{ date: ['20131007'] }, 'expected a date YYYY-MM-DD'],
    [{ symbol: ['SPY', 'IBM'] }, 'expected one value, was SPY and IBM'],
    [{ tz: ['Europe/Paris'] }, 'option "tz": expected one of UTC, America/New_York'],
    [{ available: ['16:15'] }, 'expected +DAYS@HH:MM (+0@16:15), was 16:15'],
    [{ dataset: ['SIP'] }, 'option "dataset": expected one of date, symbol'],
  ])('refuses %o', (settings, problem) => {
    expect(() => leanOptions(settings)).toThrow(FeedError);
    expect(() => leanOptions(settings)).toThrow(problem);
  });
});

describe('the lean format', () => {
  it('says what a name decides, for the names of runs; a zip goes by the names inside', () => {
    const { nameSettings } = feedFormat('lean');
    const decided = { date: ['2013-10-07'], symbol: ['SPY'], kind: ['trade'] };
    expect(nameSettings?.('tick/spy/20131007_trade.csv')).toEqual(decided);
    expect(nameSettings?.('tick/spy/20131007_trade.zip')).toEqual({});
    expect(nameSettings?.('chain.csv')).toEqual({ symbol: ['CHAIN'] });
  });

  it('claims the files of a LEAN folder that it reads', () => {
    const { claims } = feedFormat('lean');
    expect(claims('equity/usa/tick/spy/20131007_trade.zip')).toBe(true);
    expect(claims('option/usa/universes/aapl/20140609.csv')).toBe(true);
    expect(claims('equity/usa/minute/spy/20131007_spy_minute_trade.csv')).toBe(false);
    expect(claims('equity/usa/map_files/spy.csv')).toBe(false);
  });
});

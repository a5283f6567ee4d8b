import type { CompactOptions, Compactor, HourResult } from '@assay/silver';
import { describe, expect, it } from 'vitest';
import type { CompactCall } from '../../../src/commands/compact/calls.js';
import { leftText } from '../../../src/commands/compact/left-text.js';
import { runCalls } from '../../../src/commands/compact/run-calls.js';

const DATE = '2025-12-16';
const hour = { dataset: 'futures.trades.v1', partition: 'ESH6', date: DATE, hour: '14' };
const done: HourResult = {
  ...{ ...hour, status: 'success', rowsRead: 1, rowsWritten: 1, duplicatesRemoved: 0 },
  ...{ ambiguousDuplicates: 0, files: 1, seconds: 0, reason: 'new' },
};

function callOf(about: string, run: (options: CompactOptions) => HourResult[]): CompactCall {
  return { about, isAsked: true, run: (_, options) => Promise.resolve().then(() => run(options)) };
}

function failing(code: string, other: object = {}): () => never {
  return () => {
    throw Object.assign(new Error(code), { code, ...other });
  };
}

/** The calls that are run here ask no compactor. */
const compactor = {} as Compactor;

async function run(calls: readonly CompactCall[], signal = new AbortController().signal) {
  return runCalls(compactor, calls, {}, { signal, onProgress: () => undefined });
}

describe('runCalls', () => {
  it('keeps what other calls did when one could not run', async () => {
    const calls = [callOf('a', () => [done]), callOf('b', failing('X')), callOf('c', () => [done])];
    const outcome = await run(calls);
    expect(outcome.results).toHaveLength(2);
    expect(outcome.notRun).toMatchObject([{ about: 'b', error: { code: 'X' } }]);
    expect(outcome.isStopped).toBe(false);
  });

  it('throws what kept all calls from running, before what Bronze holds nothing of', async () => {
    await expect(run([callOf('a', failing('X'))])).rejects.toThrow('X');
    const none = callOf('a', failing('NO_DATA'));
    await expect(run([none, callOf('b', failing('X'))])).rejects.toThrow('X');
    await expect(run([none, none])).rejects.toThrow('NO_DATA');
    expect((await run([none, callOf('b', () => [done])])).nothing).toEqual(['a']);
  });

  it('tells what was done and failed before a signal, and what is left', async () => {
    const ending = new AbortController();
    const stopped = failing('STOPPED', {
      results: [done],
      failures: [{ ...hour, hour: '15', error: new Error('lost') }],
      left: { hours: [{ ...hour, hour: '16' }], days: [{ dataset: 'd', date: '2025-12-17' }] },
    });
    const stop = () => {
      ending.abort();
      return stopped();
    };
    const outcome = await run([callOf('a', stop), callOf('b', () => [done])], ending.signal);
    expect(outcome).toMatchObject({
      results: [done],
      failures: [{ hour: '15' }],
      isStopped: true,
      left: { hours: [{ hour: '16' }], days: [{ date: '2025-12-17' }], notLookedAt: ['b'] },
    });
  });
});

describe('leftText', () => {
  it('names the day of hours, ranges of days, and what was not looked at', () => {
    const dates = ['2025-12-17', '2025-12-18', '2025-12-19'];
    const text = leftText({
      hours: [hour, { ...hour, hour: '15' }],
      days: [
        ...dates.map((date) => ({ dataset: hour.dataset, date })),
        { dataset: 'stocks.trades.v1', date: DATE },
      ],
      notLookedAt: ['stocks.quotes.v1'],
    });
    expect(text).toBe(
      'left: 2 hours of futures.trades.v1 2025-12-16; 3 days of futures.trades.v1, 2025-12-17 to ' +
        '2025-12-19; stocks.trades.v1 2025-12-16; not looked at: stocks.quotes.v1',
    );
  });

  it('shortens long lists', () => {
    const names = Array.from({ length: 9 }, (_, index) => `d${index}`);
    expect(leftText({ hours: [], days: [], notLookedAt: names })).toBe(
      'left: not looked at: d0, d1, d2, d3, d4, d5, 3 more',
    );
  });
});

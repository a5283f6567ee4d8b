import { describe, expect, it } from 'vitest';
import { createProgress, progressLine } from '../../src/terminal/progress.js';
import { createTerminal } from '../../src/terminal/terminal.js';
import { fakeTerminal, handClock } from '../fake-environment.js';

const ERASE = '\r\u001b[K';

describe('progressLine', () => {
  it.each([
    [500, 2000, 2000, 'load [#####...............]  25 %  500/2,000 rows  250 rows/s  6.0 s left'],
    [2000, 2000, 4000, 'load [####################] 100 %  2,000/2,000 rows  500 rows/s'],
    [2500, 2000, 5000, 'load [####################] 100 %  2,500/2,000 rows  500 rows/s'],
    [0, 2000, 1000, 'load [....................]   0 %  0/2,000 rows  0 rows/s'],
    [1500, undefined, 3000, 'load  1,500 rows  500 rows/s  3.0 s'],
  ])('shows %s of %s after %s ms', (done, total, elapsedMs, expected) => {
    expect(progressLine({ label: 'load', unit: 'rows' }, done, total, elapsedMs)).toBe(expected);
  });

  it('writes bytes as sizes', () => {
    expect(progressLine({ label: 'read', unit: 'bytes' }, 2 ** 20, 2 ** 21, 1000)).toBe(
      'read [##########..........]  50 %  1 MiB/2 MiB  1 MiB/s  1.0 s left',
    );
  });
});

describe('createProgress', () => {
  const options = { label: 'load', unit: 'rows', total: 100 };

  it('shows nothing in the first second, then one line that changes, then nothing', () => {
    const { stream, text } = fakeTerminal(true);
    const clock = handClock();
    const progress = createProgress(createTerminal(stream), clock, options);
    progress.add(10);
    clock.advance(999);
    expect(text()).toBe('');
    clock.advance(1);
    expect(text()).toContain('10 %  10/100 rows');
    progress.update(50, 100, 'day 2/3');
    clock.advance(200);
    expect(text()).toContain('50 %  50/100 rows');
    expect(text()).toContain('left  day 2/3');
    progress.finish();
    progress.finish();
    expect(text().endsWith(ERASE)).toBe(true);
    const before = text();
    clock.advance(5000);
    expect(text()).toBe(before);
  });

  it('is silent where nobody watches', () => {
    const { stream, text } = fakeTerminal(false);
    const clock = handClock();
    const progress = createProgress(createTerminal(stream), clock, options);
    clock.advance(5000);
    progress.finish();
    expect(text()).toBe('');
  });
});

describe('createTerminal', () => {
  it('prints lines above the line that changes', () => {
    const { stream, text } = fakeTerminal(true);
    const terminal = createTerminal(stream);
    terminal.live('status 1');
    terminal.live('status 1');
    terminal.print('a line');
    terminal.live(undefined);
    expect(text()).toBe(`${ERASE}status 1${ERASE}a line\nstatus 1${ERASE}`);
  });

  it('keeps the line that changes on one line', () => {
    const { stream, text } = fakeTerminal(true, 10);
    createTerminal(stream).live('much too long\nfor this');
    expect(text()).toBe(`${ERASE}much too…`);
  });

  it('shows no line that changes where nobody watches', () => {
    const { stream, text } = fakeTerminal(false);
    const terminal = createTerminal(stream);
    terminal.live('status');
    terminal.print('a line');
    expect(text()).toBe('a line\n');
  });
});

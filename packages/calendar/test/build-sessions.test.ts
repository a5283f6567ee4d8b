import { describe, expect, it } from 'vitest';
import { createCalendar, type CalendarDeclaration } from '../src/index.js';
import { codeOf, refusalOf } from './support/refusal.js';

const MARKET = { name: 'market', start: '09:30', end: '16:00' } as const;

/** A week of 2025 with a holiday on Thursday. */
const week: CalendarDeclaration = {
  name: 'us-equities',
  title: 'a week',
  source: 'the test',
  zone: 'America/New_York',
  from: '2025-12-22',
  to: '2025-12-28',
  dayStart: { time: '00:00', eveningBefore: false },
  hours: [{ from: '2025-12-22', segments: [MARKET] }],
  closed: { 2025: '12-25' },
  shortDays: [],
};

describe('createCalendar', () => {
  it('makes a session of every weekday that is not closed', () => {
    const dates = createCalendar(week)
      .sessions(week.from, week.to)
      .map(({ date }) => date);
    expect(dates).toEqual(['2025-12-22', '2025-12-23', '2025-12-24', '2025-12-26']);
  });

  it('gives a halt the trade date of the session after it, over closed days', () => {
    const halt = { why: 'halt', segments: [MARKET], settlesNext: true, dates: { 2025: '12-24' } };
    const calendar = createCalendar({ ...week, shortDays: [{ ...halt, settlesNext: true }] });
    expect(calendar.session('2025-12-24')?.tradeDate).toBe('2025-12-26');
  });

  const short = { why: 'short', segments: [MARKET] };
  const evening = { ...MARKET, start: '18:00', end: '18:30' };
  it.each<[string, Partial<CalendarDeclaration>]>([
    ['a closed day out of its range', { closed: { 2026: '01-01' } }],
    ['a closed day on a weekend', { closed: { 2025: '12-27' } }],
    ['a day both closed and short', { shortDays: [{ ...short, dates: { 2025: '12-25' } }] }],
    [
      'a day short twice',
      { shortDays: [1, 2].map(() => ({ ...short, dates: { 2025: '12-24' } })) },
    ],
    ['segments out of order', { hours: [{ from: week.from, segments: [evening, MARKET] }] }],
    ['an empty segment', { hours: [{ from: week.from, segments: [{ ...MARKET, end: '09:30' }] }] }],
    ['no hours for its first days', { hours: [{ from: '2025-12-24', segments: [MARKET] }] }],
    [
      'sessions that overlap',
      {
        hours: [
          { from: week.from, segments: [{ ...MARKET, start: '15:00', eveningBefore: true }] },
        ],
      },
    ],
    [
      'a halt on its last date',
      { shortDays: [{ ...short, settlesNext: true, dates: { 2025: '12-26' } }] },
    ],
  ])('refuses %s', (_, change) => {
    expect(codeOf(() => createCalendar({ ...week, ...change }))).toBe('BAD_DECLARATION');
  });

  it('says what is wrong where', () => {
    expect(refusalOf(() => createCalendar({ ...week, closed: { 2025: '12-27' } })).message).toBe(
      'calendar us-equities: expected a weekday within its range, was 2025-12-27',
    );
  });
});

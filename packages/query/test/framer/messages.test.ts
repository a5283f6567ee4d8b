import { futuresTrades, replaySubject, SUBJECT_HEADER } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { lineOf } from '../support/base-rows.js';
import { frame, messageOf } from '../support/frame.js';

const line = lineOf(futuresTrades);
const pretty = JSON.stringify(JSON.parse(lineOf(futuresTrades, { note: '[1,2]' })), null, 2)
  // JSON.parse rounds the times.
  .replaceAll('1765895430123456800', '1765895430123456789')
  .replaceAll('1765895430124456700', '1765895430124456789');
const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };
const NDJSON_TYPE = { 'content-type': 'application/x-ndjson' };

function outcomes(text: string | Uint8Array, headers?: Readonly<Record<string, string>>) {
  const { events, tally } = frame(messageOf(futuresTrades, text, headers));
  expect(tally.events).toBe(events.length);
  expect(tally.rows).toBe(events.filter((event) => event.line !== undefined).length);
  expect(tally.deadLetters).toBe(tally.events - tally.rows);
  expect(events.map((event) => event.index)).toEqual(events.map((_, index) => index));
  return events.map((event) => event.letter?.reason ?? 'row');
}

describe('a message', () => {
  it('of one line is one event, with or without a newline', () => {
    for (const text of [line, `${line}\n`, `\n\n ${line} \r\n\n`]) {
      expect(outcomes(text)).toEqual(['row']);
      expect(frame(messageOf(futuresTrades, text)).events[0].line).toBe(line);
    }
  });

  it('numbers its lines without the blank ones', () => {
    expect(outcomes(`\n${line}\n\n \t\r\nbad\n\r\n${line}`)).toEqual(['row', 'NOT_JSON', 'row']);
    expect(outcomes(`${line}\r\n${line}\r\n`)).toEqual(['row', 'row']);
  });

  it.each([
    ['empty', ''],
    ['blank', ' \r\n\t\n'],
  ])('that is %s is one dead letter', (_, text) => {
    const { events, tally } = frame(messageOf(futuresTrades, text));
    expect(events).toEqual([
      {
        index: 0,
        event: Buffer.from(text),
        letter: {
          dataset: 'futures.trades.v1',
          reason: 'EMPTY_MESSAGE',
          field: undefined,
          detail: `expected an event, was ${text.length} blank bytes`,
        },
      },
    ]);
    expect(tally).toEqual({ events: 1, rows: 0, deadLetters: 1, rewritten: 0, extraFields: 0 });
  });

  it('that comes again is of the dataset of the subject it first came on, or was corrected to', () => {
    const letter = { shard: 'MARKET_FUTURES', epoch: 1, position: 7n };
    const again = (subject: string, headers?: Readonly<Record<string, string>>) => {
      const message = messageOf(futuresTrades, 'x', headers);
      const { events } = frame({ ...message, subject: replaySubject(subject, letter) });
      return events[0].letter?.dataset;
    };
    expect(again('market.futures.trades')).toBe('futures.trades.v1');
    expect(again('market.what')).toBeUndefined();
    expect(again('market.what', { [SUBJECT_HEADER]: 'market.futures.trades' })).toBe(
      'futures.trades.v1',
    );
    expect(again('market.futures.trades', { [SUBJECT_HEADER]: 'market.stocks.trades' })).toBe(
      'stocks.trades.v1',
    );
  });

  it('holds 65,536 events', () => {
    const { tally } = frame(messageOf(futuresTrades, `${line}\n`.repeat(65_536)));
    expect(tally).toMatchObject({ events: 65_536, rows: 65_536, rewritten: 0 });
  });

  it.each([65_537, 70_000])('of %i events is one dead letter', (count) => {
    const { events, tally } = frame(messageOf(futuresTrades, `${line}\n`.repeat(count)));
    expect(tally).toMatchObject({ events: 1, deadLetters: 1 });
    expect(events[0].letter).toMatchObject({
      reason: 'TOO_MANY_EVENTS',
      detail: `expected at most 65536 events in a message, was ${count}`,
    });
  });

  it('counts the shortest lines too, and no blank ones', () => {
    expect(outcomes('1\n'.repeat(65_537))).toEqual(['TOO_MANY_EVENTS']);
    expect(outcomes(`1${'\n'.repeat(200_000)}2`)).toEqual(['NOT_AN_OBJECT', 'NOT_AN_OBJECT']);
  });

  it('gives each of 65,536 bad lines its dead letter', () => {
    expect(new Set(outcomes('x\n'.repeat(65_536)))).toEqual(new Set(['NOT_JSON']));
  });

  it('of ten megabytes on one line is a row when it is one', () => {
    const long = 'x'.repeat(10_000_000);
    expect(outcomes(lineOf(futuresTrades, { note: `"${long}"` }))).toEqual(['row']);
    expect(outcomes(lineOf(futuresTrades, { exchange: `"ä${long}"` }))).toEqual(['row']);
    expect(outcomes(lineOf(futuresTrades, { price: '1'.repeat(10_000_000) }))).toEqual([
      'OUT_OF_RANGE',
    ]);
    expect(outcomes(lineOf(futuresTrades, { seq: '1'.repeat(10_000_000) }))).toEqual([
      'OUT_OF_RANGE',
    ]);
    expect(outcomes(`{"a":"${long}`)).toEqual(['NOT_JSON']);
    expect(outcomes('['.repeat(10_000_000))).toEqual(['NOT_JSON']);
    const { events } = frame(messageOf(futuresTrades, long));
    expect(events[0].letter?.detail.length).toBeLessThan(100);
    expect(events[0].event?.length).toBe(10_000_000);
  });

  it('may be one object over many lines, unless it says NDJSON', () => {
    expect(outcomes(pretty)).toEqual(['row']);
    expect(frame(messageOf(futuresTrades, pretty)).events[0].line).toBe(line);
    expect(outcomes(pretty, JSON_TYPE)).toEqual(['row']);
    const lines = pretty.split('\n').length;
    expect(outcomes(pretty, NDJSON_TYPE)).toHaveLength(lines);
    expect(new Set(outcomes(pretty, NDJSON_TYPE))).not.toContain('row');
  });

  it('that breaks an object inside a plain line is never written over two lines', () => {
    const broken = line.replace(',"size"', ',\n"size"');
    expect(outcomes(broken)).toEqual(['row']);
    expect(frame(messageOf(futuresTrades, broken)).events[0].line).toBe(line);
    expect(outcomes(broken, NDJSON_TYPE)).toEqual(['NOT_JSON', 'NOT_JSON']);
    expect(outcomes(line.replace(',"size"', ',\r"size"'), NDJSON_TYPE)).toEqual(['row']);
  });

  it('that says JSON is one event, however many lines', () => {
    expect(outcomes(`${line}\n${line}`, JSON_TYPE)).toEqual(['NOT_JSON']);
    expect(outcomes(`[\n${line},\n${line}\n]`, JSON_TYPE)).toEqual(['NOT_AN_OBJECT']);
    expect(outcomes(line, JSON_TYPE)).toEqual(['row']);
  });

  it('keeps the lines behind a bad first one', () => {
    expect(outcomes(`bad\n${line}`)).toEqual(['NOT_JSON', 'row']);
    expect(outcomes(`${line.slice(0, 50)}\n${line}\n${line}`)).toEqual(['NOT_JSON', 'row', 'row']);
    expect(outcomes(`5\n${line}`)).toEqual(['NOT_AN_OBJECT', 'row']);
    expect(outcomes(`${line}${line}\n${line}`)).toEqual(['NOT_JSON', 'row']);
  });

  it('keeps its lines when one of them is not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(`bad\n${line}\n`),
      Buffer.from([0xff, 0x0a]),
      Buffer.from(line),
    ]);
    expect(outcomes(bytes)).toEqual(['NOT_JSON', 'row', 'NOT_UTF8', 'row']);
  });

  it('keeps its lines when the last one is cut', () => {
    expect(outcomes(`${line}\n${line}\n${line.slice(0, -10)}`)).toEqual(['row', 'row', 'NOT_JSON']);
    const { tally } = frame(messageOf(futuresTrades, `${line}\n${line}\n${line.slice(0, -10)}`));
    expect(tally.rewritten).toBe(0);
  });

  it('is read where it lies: bytes around it do not count', () => {
    const padded = Buffer.from(`}}"${line}"ESZ5"}`);
    const bytes = padded.subarray(3, 3 + line.length);
    const { events } = frame({ ...messageOf(futuresTrades, ''), bytes });
    expect(events[0].line).toBe(line);
  });
});

describe('the headers of a run', () => {
  it.each([
    ['a run alone', { 'Assay-Run': 'r' }, '"Assay-Run-Pos": expected a whole number, was absent'],
    ['a position alone', { 'Assay-Run-Pos': '0' }, '"Assay-Run": expected 1 to 200 characters'],
    ['an empty run', { 'Assay-Run': '', 'Assay-Run-Pos': '0' }, 'was ""'],
    ['a run of 201', { 'Assay-Run': 'r'.repeat(201), 'Assay-Run-Pos': '0' }, 'expected 1 to 200'],
    ['a negative position', { 'Assay-Run': 'r', 'Assay-Run-Pos': '-1' }, 'was "-1"'],
    ['a fraction', { 'Assay-Run': 'r', 'Assay-Run-Pos': '1.5' }, 'was "1.5"'],
    ['nineteen digits', { 'Assay-Run': 'r', 'Assay-Run-Pos': '1'.repeat(19) }, 'whole number'],
  ])('with %s make the message one dead letter', (_, headers, detail) => {
    const { events } = frame(messageOf(futuresTrades, `${line}\n${line}`, headers));
    expect(events).toHaveLength(1);
    expect(events[0].letter?.reason).toBe('BAD_HEADER');
    expect(events[0].letter?.detail).toContain(detail);
  });

  it('that fit leave the events as they are', () => {
    const headers = { 'Assay-Run': 'r-1', 'Assay-Run-Pos': '41', 'Nats-Msg-Id': 'r-1:41' };
    expect(outcomes(`${line}\n${line}`, headers)).toEqual(['row', 'row']);
  });
});

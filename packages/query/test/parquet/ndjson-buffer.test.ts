import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { NdjsonBuffer, RowMembers, type MessageRun } from '../../src/index.js';

const MAX_SEQUENCE = 2n ** 47n - 1n;

function linesOf(buffer: NdjsonBuffer): string[] {
  const text = Buffer.concat([...buffer.pieces()]).toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function appended(sequence: bigint, index: number, run: MessageRun | undefined): string {
  const buffer = new NdjsonBuffer();
  const members = new RowMembers();
  members.begin(sequence, run);
  const object = Buffer.from('--{"a":1}--');
  buffer.appendRow(members, index, object, 2, object.length - 2);
  return linesOf(buffer)[0];
}

describe('NdjsonBuffer', () => {
  it('puts the system columns in front of a row', () => {
    expect(appended(0n, 0, undefined)).toBe('{"_pos":0,"a":1}');
    expect(appended(3n, 7, undefined)).toBe('{"_pos":196615,"a":1}');
    expect(appended(1n, 1, { run: 'r"ü', firstPosition: 41n })).toBe(
      '{"_pos":65537,"_run":"r\\"ü","_run_pos":42,"a":1}',
    );
  });

  it('writes every position and ordinal in full', () => {
    const big = fc.bigInt({ min: 0n, max: MAX_SEQUENCE });
    const edges = fc.constantFrom(0n, 1n, 1525n, 1526n, 2n ** 37n - 1n, 2n ** 37n, MAX_SEQUENCE);
    const ordinal = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.nat().map(BigInt));
    const index = fc.nat({ max: 65_535 });
    const property = fc.property(fc.oneof(big, edges), index, ordinal, (sequence, at, first) => {
      const position = sequence * 65_536n + BigInt(at);
      expect(appended(sequence, at, undefined)).toBe(`{"_pos":${position},"a":1}`);
      expect(appended(sequence, at, { run: 'r', firstPosition: first })).toBe(
        `{"_pos":${position},"_run":"r","_run_pos":${first + BigInt(at)},"a":1}`,
      );
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('forgets the run of the message before', () => {
    const members = new RowMembers();
    const buffer = new NdjsonBuffer();
    const object = Buffer.from('{"a":1}');
    const runs = [{ run: 'x', firstPosition: 1n }, undefined, { run: 'y', firstPosition: 2n }];
    runs.forEach((run, index) => {
      members.begin(BigInt(index), run);
      buffer.appendRow(members, 0, object, 0, object.length);
    });
    expect(linesOf(buffer)).toEqual([
      '{"_pos":0,"_run":"x","_run_pos":1,"a":1}',
      '{"_pos":65536,"a":1}',
      '{"_pos":131072,"_run":"y","_run_pos":2,"a":1}',
    ]);
  });

  it('puts given members in front of an object', () => {
    const buffer = new NdjsonBuffer();
    const object = Buffer.from('{"a":1}');
    buffer.appendObject('"b":2,', object, 0, object.length);
    buffer.appendObject('', object, 0, object.length);
    buffer.appendLine('{"ü":1}');
    expect(linesOf(buffer)).toEqual(['{"b":2,"a":1}', '{"a":1}', '{"ü":1}']);
    expect(buffer).toMatchObject({ rows: 3, bytes: 14 + 8 + 9, longestLine: 13 });
  });

  it('keeps every line whole, in order, over many pieces', () => {
    const property = fc.property(
      fc.array(fc.nat({ max: 20_000 }), { maxLength: 60 }),
      (lengths) => {
        const buffer = new NdjsonBuffer();
        const lines = lengths.map((length, index) => `{"i":${index},"x":"${'x'.repeat(length)}"}`);
        lines.forEach((line) => buffer.appendLine(line));
        expect(buffer.rows).toBe(lines.length);
        expect(buffer.longestLine).toBe(Math.max(0, ...lines.map((line) => line.length)));
        const bytes = Buffer.concat([...buffer.pieces()]);
        expect(bytes.length).toBe(buffer.bytes);
        expect(bytes.toString()).toBe(lines.map((line) => `${line}\n`).join(''));
      },
    );
    fc.assert(property, { numRuns: 30 });
  });
});

import { describe, expect, it } from 'vitest';
import { HeaderReader } from '../../src/jetstream/read-headers.js';

type Lines = readonly string[];

function read(reader: HeaderReader, lines: Lines) {
  const block = Buffer.from(`NATS/1.0\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`);
  return reader.read(Buffer.concat([block, Buffer.from('{"a":1}')]), block.length);
}

const OWN = 'Nats-Msg-Id: assay.0123456789abcdef:';
const ofRun = (run: string, position: string, id = `${run}:${position}`): Lines => [
  'Content-Type: application/x-ndjson',
  `Assay-Run: ${run}`,
  `Assay-Run-Pos: ${position}`,
  `Nats-Msg-Id: ${id}`,
];

/** Each after the ones before it: what is like an earlier one, and what only seems to be. */
const MESSAGES: readonly (readonly [string, Lines])[] = [
  ['an own id', [`${OWN}9`]],
  ['the next own id', [`${OWN}10`]],
  ['an own id without a number', [OWN]],
  ['an id that is longer', [`${OWN}11#x`]],
  ['an own id and another header', [`${OWN}12`, 'A: b']],
  ['a run', ofRun('feed', '7')],
  ['the next of the run', ofRun('feed', '108')],
  ['another run', ofRun('feed2', '7')],
  ['the first run again', ofRun('feed', '109')],
  ['a position that is no number', ofRun('feed', 'x')],
  ['an id of another position', ofRun('feed', '110', 'feed:111')],
  ['an id of other content', ofRun('feed', '112', 'feed:112#0123456789abcdef')],
  ['an id that somebody asked for', ofRun('feed', '113', 'mine')],
  ['a run with a colon and a number', ofRun('feed:7', '7')],
  ['the next of that', ofRun('feed:7', '8')],
  ['a position that comes twice', ['Assay-Run-Pos:5', ...ofRun('feed', '5')]],
  ['another one that does', ['Assay-Run-Pos:5', ...ofRun('feed', '6')]],
  ['a position far too long', ofRun('feed', '1'.repeat(40))],
  ['a name beyond ASCII', ofRun('é€😀', '7')],
  ['the next of that', ofRun('é€😀', '8')],
  ['no header', []],
];

describe('HeaderReader', () => {
  it.each(MESSAGES)('reads the same as without those before: %s', (_, lines) => {
    const reader = new HeaderReader();
    for (const [, earlier] of [...MESSAGES, ...MESSAGES]) read(reader, earlier);
    const fresh = read(new HeaderReader(), lines);
    expect(read(reader, lines)).toEqual(fresh);
    expect(Object.keys(read(reader, lines))).toEqual(Object.keys(fresh));
  });

  it('reads each of many in a row as alone', () => {
    const reader = new HeaderReader();
    for (const [name, lines] of [...MESSAGES, ...[...MESSAGES].reverse()]) {
      expect(read(reader, lines), name).toEqual(read(new HeaderReader(), lines));
    }
  });

  it('leaves out the id that append made, and keeps the position of each', () => {
    const reader = new HeaderReader();
    expect(read(reader, [`${OWN}9`])).toEqual({});
    expect(read(reader, [`${OWN}10`])).toEqual({});
    const rest = { 'Content-Type': 'application/x-ndjson', 'Assay-Run': 'feed' };
    expect(read(reader, ofRun('feed', '99'))).toEqual({ ...rest, 'Assay-Run-Pos': '99' });
    expect(read(reader, ofRun('feed', '100'))).toEqual({ ...rest, 'Assay-Run-Pos': '100' });
  });
});

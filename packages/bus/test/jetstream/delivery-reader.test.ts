import { headers as newHeaders } from '@nats-io/transport-node';
import type { Msg } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { DeliveryReader } from '../../src/jetstream/delivery-reader.js';

const PAYLOAD = Buffer.from('{"price":6870.25}');

/** A message with what the client keeps of it, or, when `raw` is false, with its public parts alone. */
function messageOf(
  reply: string | undefined,
  { subject = 'market.futures.trades', headers = [] as (readonly [string, string])[], raw = true },
): Msg {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(headers.length === 0 ? '' : `NATS/1.0\r\n${lines}\r\n`);
  const parsed = newHeaders();
  for (const [name, value] of headers) parsed.append(name, value);
  const _msg = {
    subject: Buffer.from(subject),
    hdr: headers.length === 0 ? -1 : head.length,
    ...(reply === undefined ? {} : { reply: Buffer.from(reply) }),
  };
  return {
    subject,
    sid: 1,
    data: PAYLOAD,
    respond: () => true,
    json: () => undefined as never,
    string: () => '',
    ...(reply === undefined ? {} : { reply }),
    ...(headers.length === 0 ? {} : { headers: parsed }),
    ...(raw ? { _msg, _rdata: Buffer.concat([head, PAYLOAD]) } : {}),
  };
}

interface Parts {
  readonly subject?: string;
  readonly headers?: (readonly [string, string])[];
}

const HEADERS: (readonly [string, string])[] = [
  ['Nats-Msg-Id', 'feed:7'],
  ['Assay-Run', 'feed'],
  ['Assay-Run-Pos', '7'],
  ['Unicode', 'é€😀'],
  ['Twice', 'first'],
  ['Twice', 'second'],
  ['With-Colon', 'a: b'],
  ['Empty', ''],
];

describe('DeliveryReader', () => {
  it.each([
    '$JS.ACK.MARKET_FUTURES.assay-1',
    '$JS.ACK._.ACCOUNT.MARKET_FUTURES.assay-1',
    '$JS.ACK.hub.ACCOUNT.MARKET_FUTURES.assay-1',
  ])('reads the same from the bytes as from the public properties: %s', (head) => {
    const fast = new DeliveryReader();
    const slow = new DeliveryReader();
    const tail = head.split('.').length > 4 ? '.x7Rq' : '';
    const cases: [string, Parts][] = [
      ['1.1.1.1700000000123456789.3', {}],
      ['1.2.2.1700000000123456790.2', { headers: HEADERS }],
      ['1.9007199254740993.3.1700000000000000000.0', { subject: 'market.futures.mbp10' }],
      ['12.9223372036854775807.4000000000.9.1', { headers: [['A', 'b']] }],
    ];
    for (const [numbers, parts] of cases) {
      const reply = `${head}.${numbers}${tail}`;
      const found = fast.read(messageOf(reply, parts));
      const expected = slow.read(messageOf(reply, { ...parts, raw: false }));
      expect(found).toEqual(expected);
      expect(found).toBeDefined();
    }
  });

  it('takes the first value of a header, and leaves out the id that append made', () => {
    const reader = new DeliveryReader();
    const reply = '$JS.ACK.S.c.1.1.1.5.0';
    for (const turn of ['first', 'later']) {
      const read = reader.read(messageOf(reply, { headers: HEADERS }));
      expect(read?.message.headers, turn).toEqual({
        'Assay-Run': 'feed',
        'Assay-Run-Pos': '7',
        Unicode: 'é€😀',
        Twice: 'first',
        'With-Colon': 'a: b',
        Empty: '',
      });
    }
  });

  it('copies the payload', () => {
    const reader = new DeliveryReader();
    const reply = '$JS.ACK.S.c.1.1.1.5.0';
    reader.read(messageOf(reply, {}));
    const message = messageOf(reply, {});
    const read = reader.read(message);
    (message as unknown as { _rdata: Buffer })._rdata.fill(0);
    expect(read?.message.bytes).toEqual(PAYLOAD);
  });

  it('finds no delivery in a word of the server', () => {
    const reader = new DeliveryReader();
    expect(reader.read(messageOf(undefined, {}))).toBeUndefined();
    expect(reader.read(messageOf('', {}))).toBeUndefined();
  });
});

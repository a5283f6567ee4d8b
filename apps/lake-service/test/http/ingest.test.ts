import { MAX_EVENTS_PER_MESSAGE, positionOf } from '@assay/schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import { ONE_OF_EACH, tradeLine, tradeLines } from '../support/events.js';
import { countRows, readPlain } from '../support/lake.js';
import { NDJSON, post, runHeaders } from '../support/post.js';
import { startService } from '../support/running-service.js';

const JSON_BODY = { 'Content-Type': 'application/json; charset=utf-8' };
const TRADES = '/ingest/futures.trades.v1';
const TRADES_FOLDER = 'bronze/futures/trades';

describe('POST /ingest', () => {
  it('stores one event of every dataset, sent as lines, as an object and as an array', async () => {
    const { service, url, dataRoot } = await startService();
    for (const [dataset, event] of Object.entries(ONE_OF_EACH)) {
      const array = `[\n  ${event.replaceAll(',"', ',\n  "')},\n  ${event}\n]`;
      const bodies: [string, Record<string, string>, number][] = [
        [`\n${event}\n\n${event}\n`, NDJSON, 2],
        [event, JSON_BODY, 1],
        [event.replaceAll(',"', ',\r\n  "'), JSON_BODY, 1],
        [array, JSON_BODY, 2],
        [event, { 'Content-Type': 'text/plain' }, 1],
      ];
      for (const [body, headers, accepted] of bodies) {
        const reply = await post(url(`/ingest/${dataset}`), body, headers);
        expect(reply, `${dataset} ${body}`).toMatchObject({
          status: 200,
          body: { dataset, accepted, refused: 0 },
        });
        expect(reply.body.lines.map(({ line }) => line)).toEqual(
          Array.from({ length: accepted }, (_, index) => index + 1),
        );
      }
    }
    await service.stop();
    const count = async (folder: string) => [folder, await countRows(dataRoot, folder)];
    const folders = ['stocks', 'options', 'futures', 'futures/mbp10', 'options/greeks_snapshots'];
    expect(await Promise.all(folders.map((name) => count(`bronze/${name}`)))).toEqual([
      ['bronze/stocks', 14],
      ['bronze/options', 14],
      ['bronze/futures', 14],
      ['bronze/futures/mbp10', 7],
      ['bronze/options/greeks_snapshots', 7],
    ]);
    const books = await readPlain(dataRoot, 'bronze/futures/mbp10', 'seq, bid_px_10');
    expect(new Set(books.map(({ seq }) => seq))).toEqual(new Set([9_007_199_254_740_993n]));
  });

  it('answers with the positions that the rows have, and with what was refused', async () => {
    const { service, url, dataRoot } = await startService();
    const lines = [
      tradeLine(10, { seq: '9007199254740993' }),
      tradeLine(11, { size: '2.6' }),
      '',
      'not json',
      tradeLine(12, { ts_event_ns: '1765895400123456789' }),
    ];
    const { status, body } = await post(url(TRADES), lines.join('\n'), runHeaders('feed-1', 100));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, refused: 2 });
    const sequence = BigInt(body.sequence);
    expect(body.lines.map(({ line, position }) => [line, position])).toEqual(
      [0, 1, 2, 3].map((index) => [index + 1, positionOf(sequence, index).toString()]),
    );
    expect(body.lines.map(({ refused }) => refused)).toEqual([
      undefined,
      {
        reason: 'WRONG_TYPE',
        field: 'size',
        detail: expect.stringContaining('was 2.6') as unknown,
      },
      { reason: 'NOT_JSON', detail: expect.any(String) as unknown },
      undefined,
    ]);
    await service.stop();
    const select = '_pos, _run, _run_pos, seq, ts_event_ns';
    const rows = await readPlain(dataRoot, TRADES_FOLDER, `${select} `);
    expect(rows.sort((a, b) => Number((a._pos as bigint) - (b._pos as bigint)))).toMatchObject([
      { _pos: BigInt(body.lines[0].position), _run: 'feed-1', _run_pos: 100n },
      { _pos: BigInt(body.lines[3].position), _run: 'feed-1', _run_pos: 103n },
    ]);
    expect(rows[0].seq).toBe(9_007_199_254_740_993n);
    expect(rows[1].ts_event_ns).toBe(1_765_895_400_123_456_789n);
    const letters = await readPlain(
      dataRoot,
      '_dlq',
      '_pos, _run_pos, reason, decode(from_base64(event)) AS event',
    );
    expect(letters).toMatchObject([
      { _pos: BigInt(body.lines[1].position), _run_pos: 101n, reason: 'WRONG_TYPE' },
      { _pos: BigInt(body.lines[2].position), _run_pos: 102n, event: 'not json' },
    ]);
    expect(letters[0].event).toBe(lines[1]);
  });

  it('answers 422 when no event of a body can become a row, and keeps them as dead letters', async () => {
    const { service, url, dataRoot } = await startService();
    const reply = await post(url(TRADES), '{"a":1}\n[2]', NDJSON);
    expect(reply).toMatchObject({ status: 422, body: { accepted: 0, refused: 2 } });
    const broken = await post(url(TRADES), `[${tradeLine(1)},]`, JSON_BODY);
    expect(broken).toMatchObject({ status: 422, body: { refused: 1 } });
    await service.stop();
    expect(await countRows(dataRoot, '_dlq')).toBe(3);
    expect(await countRows(dataRoot, TRADES_FOLDER)).toBe(0);
  });

  it('takes ten megabytes and the most events a message may hold', async () => {
    const { service, url, dataRoot } = await startService();
    const padding = `"${'x'.repeat(9_900)}"`;
    const large = Array.from({ length: 1_000 }, (_, seq) => tradeLine(seq, { note: padding }));
    const body = large.join('\n');
    expect(body.length).toBeGreaterThan(10_000_000);
    expect(await post(url(TRADES), body)).toMatchObject({ status: 200, body: { accepted: 1_000 } });
    const most = await post(url(TRADES), tradeLines(0, MAX_EVENTS_PER_MESSAGE));
    expect(most).toMatchObject({ status: 200, body: { accepted: 65_536, refused: 0 } });
    const one = await post(url(TRADES), tradeLine(1, { note: `"${'x'.repeat(10_000_000)}"` }));
    expect(one).toMatchObject({ status: 200, body: { accepted: 1 } });
    await service.stop();
    expect(await countRows(dataRoot, TRADES_FOLDER)).toBe(1_000 + 65_536 + 1);
  });

  describe('refuses a whole body, and stores nothing of it:', () => {
    let url: (path: string) => string;
    let stored: () => Promise<number>;
    beforeEach(async () => {
      const running = await startService({ INGEST_MAX_BYTES: '16MiB' });
      url = running.url;
      stored = async () => Number((await running.service.status())?.lagMessages);
    });

    it.each([
      ['an empty one', 400, 'EMPTY_MESSAGE', '', NDJSON],
      ['a blank one', 400, 'EMPTY_MESSAGE', ' \n\r\n\t', NDJSON],
      ['an empty array', 400, 'EMPTY_MESSAGE', '[ ]', JSON_BODY],
      ['70,000 events', 413, 'TOO_MANY_EVENTS', tradeLines(0, 70_000), NDJSON],
      ['one over the limit', 413, 'TOO_LARGE', 'x'.repeat(16 * 1024 * 1024 + 1), NDJSON],
      ['a run without position', 400, 'BAD_HEADER', tradeLine(1), { 'Assay-Run': 'r' }],
      ['a position without run', 400, 'BAD_HEADER', tradeLine(1), { 'Assay-Run-Pos': '0' }],
      ['a position below 0', 400, 'BAD_HEADER', tradeLine(1), runHeaders('r', -1)],
      ['a run too long', 400, 'BAD_HEADER', tradeLine(1), runHeaders('r'.repeat(201), 0)],
    ])('%s', async (_, status, code, body, headers) => {
      const reply = await post(url(TRADES), body, headers);
      expect(reply).toMatchObject({ status, body: { error: { code } } });
      expect(reply.body.error?.message).not.toBe('');
      expect(await stored()).toBe(0);
    });

    it.each(['futures.trades.v9', 'levels.signals.v1', 'options.trades_enriched.v1', 'x'])(
      'one for %s',
      async (dataset) => {
        const reply = await post(url(`/ingest/${dataset}`), tradeLine(1));
        expect(reply).toMatchObject({ status: 404, body: { error: { code: 'UNKNOWN_DATASET' } } });
        expect(reply.body.error?.message).toContain('futures.trades.v1');
        expect(reply.body.error?.message).toContain(`was "${dataset}"`);
        expect(await stored()).toBe(0);
      },
    );

    it('one over the limit that does not tell its length', async () => {
      const chunk = new Uint8Array(1024 * 1024).fill(0x20);
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 1;
          if (sent > 20) controller.close();
          else controller.enqueue(chunk);
        },
      });
      const request = { method: 'POST', headers: NDJSON, body, duplex: 'half' };
      const response = await fetch(url(TRADES), request as RequestInit);
      expect(response.status).toBe(413);
      expect(await stored()).toBe(0);
    });
  });
});

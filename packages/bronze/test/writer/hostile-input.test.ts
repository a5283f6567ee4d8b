import { readLedger } from '@assay/ledger';
import type { ResultRow } from '@assay/query';
import { encodeRow, futuresTrades, stocksTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { datasetRows, deadLetters } from '../support/lake-rows.js';
import { futuresTrade, message, text } from '../support/market-rows.js';
import { createScene } from '../support/scene.js';

const SUBJECT = 'market.futures.trades';
const BIG = 9_007_199_254_740_993n; // 2^53 + 1: no double holds it

const line = (offset: number, other = {}) => encodeRow(futuresTrades, futuresTrade(offset, other));

function rowsBySequence(rows: readonly ResultRow[]): Map<bigint, ResultRow[]> {
  const groups = new Map<bigint, ResultRow[]>();
  for (const row of rows) {
    const sequence = (row._pos as bigint) / 65_536n;
    const group = groups.get(sequence) ?? [];
    group.push(row);
    groups.set(sequence, group);
  }
  return groups;
}

describe('what a producer may send', () => {
  it('ends as rows or dead letters, and never costs its neighbours', async () => {
    const scene = await createScene();
    const writer = scene.writer({ limits: { maxSeconds: 3_600, maxEvents: 1_000_000 } });
    await writer.start();
    const neighbour = (seq: bigint) => message(futuresTrades, [futuresTrade(0, { seq })]);
    const many = Array.from({ length: 70_000 }, (_, index) => line(index)).join('\n');
    const tenMegabytes = Array.from({ length: 60_000 }, (_, index) =>
      line(index, { seq: BIG + BigInt(index) }),
    ).join('\n');
    const oneLine = `{"note":"${'x'.repeat(10 * 1024 * 1024)}",${line(1, { seq: 5n }).slice(1)}`;
    const broken = oneLine.replace('"size":1', '"size":1.5');
    const hostile: [string, Uint8Array | string][] = [
      ['70,000 events', many],
      ['empty', ''],
      ['blank', ' \n\r\n\t'],
      ['60,000 lines', tenMegabytes],
      ['10 MB in one line', oneLine],
      ['10 MB in one line, refused', broken],
      ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
      ['deep nesting', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},${line(1).slice(1)}`],
      ['deep nesting, open', '['.repeat(200_000)],
      ['binary', Buffer.alloc(1_000, 0)],
      ['own system columns', `{"_pos":1,"_run":"x","_run_pos":2,${line(2, { seq: 6n }).slice(1)}`],
      ['NUL in text', line(3, { seq: 7n, exchange: 'a\u0000b' })],
      ['lone surrogate', line(4).replace('"XCME"', '"\\ud83d"')],
      ['long number', line(5).replace('"price":6000.25', `"price":${'1'.repeat(100_000)}`)],
      [
        'a million fields',
        `{${Array.from({ length: 100_000 }, (_, i) => `"f${i}":1`).join(',')},${line(6, { seq: 8n }).slice(1)}`,
      ],
    ];
    for (const [index, [, bytes]] of hostile.entries()) {
      await scene.log.append(neighbour(1_000n + BigInt(index)));
      await scene.log.append(text(SUBJECT, bytes));
    }
    await scene.log.append(neighbour(999n));
    await writer.flushAll();

    const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
    const rows = await datasetRows(scene.root, futuresTrades, '"_pos", "_run", "seq", "exchange"');
    const letters = await deadLetters(scene.root);
    const messages = hostile.length * 2 + 1;
    expect(fold.totals).toMatchObject({
      delivered: messages,
      rows: rows.length,
      deadLetters: letters.length,
      events: rows.length + letters.length,
    });

    // Every neighbour is there, with its own value.
    const bySequence = rowsBySequence(rows);
    for (const index of hostile.keys()) {
      expect(bySequence.get(BigInt(index * 2 + 1))).toMatchObject([
        { seq: 1_000n + BigInt(index) },
      ]);
    }
    // What became of each message: its rows, or the reasons of its dead letters.
    const outcome = (name: string) => {
      const sequence = BigInt(hostile.findIndex(([other]) => other === name) * 2 + 2);
      const reasons = letters
        .filter(({ position }) => position / 65_536n === sequence)
        .map(({ reason }) => reason);
      return reasons.length > 0 ? reasons : (bySequence.get(sequence) ?? []).length;
    };
    expect(Object.fromEntries(hostile.map(([name]) => [name, outcome(name)]))).toEqual({
      '70,000 events': ['TOO_MANY_EVENTS'],
      empty: ['EMPTY_MESSAGE'],
      blank: ['EMPTY_MESSAGE'],
      '60,000 lines': 60_000,
      '10 MB in one line': 1,
      '10 MB in one line, refused': ['WRONG_TYPE'],
      'not UTF-8': ['NOT_UTF8'],
      'deep nesting': ['NOT_JSON'],
      'deep nesting, open': ['NOT_JSON'],
      binary: ['NOT_JSON'],
      'own system columns': 1,
      'NUL in text': 1,
      'lone surrogate': ['OUT_OF_RANGE'],
      'long number': ['OUT_OF_RANGE'],
      'a million fields': 1,
    });
    // Integers above 2^53 are exact, and a producer's own "_pos" is not taken for ours.
    const sequenceOfMany = BigInt(3 * 2 + 2);
    const seqs = bySequence.get(sequenceOfMany)?.map((row) => row.seq as bigint) ?? [];
    expect(seqs[0]).toBe(BIG);
    expect(seqs.at(-1)).toBe(BIG + 59_999n);
    expect(new Set(seqs).size).toBe(60_000);
    expect(rows.find((row) => row.seq === 6n)).toMatchObject({ _run: null });
    expect(rows.find((row) => row.seq === 7n)).toMatchObject({ exchange: 'a\u0000b' });
    // The original bytes are kept to the last one.
    for (const [index, [, bytes]] of hostile.entries()) {
      const letter = letters.find(({ position }) => position / 65_536n === BigInt(index * 2 + 2));
      if (letter !== undefined) {
        const sent = Buffer.from(bytes);
        expect(letter.eventBytes).toBe(BigInt(sent.length));
        expect(Buffer.compare(letter.event, sent)).toBe(0);
      }
    }
  }, 60_000);

  it('may mix good and bad lines: each bad one is a dead letter with its place and reason', async () => {
    const scene = await createScene();
    const counted: [string, number, Record<string, string>][] = [];
    const count =
      (name: string) =>
      (value: number, labels: Record<string, string> = {}) => {
        counted.push([name, value, labels]);
      };
    const writer = scene.writer({
      metrics: {
        counter: ({ name }) => ({ add: count(name) }),
        gauge: ({ name }) => ({ set: count(name) }),
        histogram: ({ name }) => ({ observe: count(name) }),
      },
    });
    await writer.start();
    const bad = [
      line(1).replace('"size":1', '"size":"1"'),
      '{"symbol":"ESZ4"}',
      'nonsense',
      line(4).replace('"seq":4', '"seq":4,"seq":5'),
      line(5).replace('6000.25', '1e400'),
      line(6).replace(/"ts_event_ns":\d+/, '"ts_event_ns":12'),
    ];
    const lines = [line(0), ...bad.flatMap((each, index) => [each, line(10 + index)])];
    const extra = line(20).replace('}', ',"mood":"good","rating":5}');
    await scene.log.append(text(SUBJECT, [...lines, extra].join('\n'), { run: 'r1', first: 100 }));
    await writer.flushAll();

    const rows = await datasetRows(scene.root, futuresTrades, '"_pos", "_run", "_run_pos"');
    const letters = await deadLetters(scene.root);
    expect(rows.map((row) => Number(row._pos as bigint) % 65_536)).toEqual([
      0, 2, 4, 6, 8, 10, 12, 13,
    ]);
    expect(rows.map((row) => row._run_pos)).toEqual([
      100n,
      102n,
      104n,
      106n,
      108n,
      110n,
      112n,
      113n,
    ]);
    expect(letters.map(({ event }) => event.toString())).toEqual(bad);
    expect(letters.map(({ reason, field }) => [reason, field])).toEqual([
      ['WRONG_TYPE', 'size'],
      ['MISSING_FIELD', 'ts_event_ns'],
      ['NOT_JSON', null],
      ['DUPLICATE_FIELD', 'seq'],
      ['OUT_OF_RANGE', 'price'],
      ['OUT_OF_RANGE', 'ts_event_ns'],
    ]);
    expect(letters.every(({ detail }) => /expected .*, was /.test(detail))).toBe(true);
    expect(letters[0]).toMatchObject({
      position: 65_537n,
      subject: SUBJECT,
      dataset: 'futures.trades.v1',
      headers: { 'Assay-Run': 'r1', 'Assay-Run-Pos': '100' },
    });
    const total = (name: string, labels: Record<string, string>) =>
      counted
        .filter(([each, , given]) => {
          const matches = Object.entries(labels).every(([key, value]) => given[key] === value);
          return each === name && matches;
        })
        .reduce((sum, [, value]) => sum + value, 0);
    expect(total('assay_bronze_events_total', { outcome: 'row' })).toBe(8);
    expect(total('assay_bronze_events_total', { outcome: 'dead_letter' })).toBe(6);
    expect(total('assay_bronze_dead_letters_total', { reason: 'WRONG_TYPE' })).toBe(1);
    expect(total('assay_bronze_extra_fields_total', {})).toBe(2);
    expect(total('assay_ledger_entries_total', { kind: 'commit' })).toBe(1);
  });

  it('is a dead letter as a whole when the headers of its run contradict themselves', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const bytes = Buffer.from(line(0));
    const headers: Record<string, string>[] = [
      { 'Assay-Run': 'r' },
      { 'Assay-Run-Pos': '1' },
      { 'Assay-Run': 'r', 'Assay-Run-Pos': '-1' },
      { 'Assay-Run': '', 'Assay-Run-Pos': '1' },
    ];
    for (const each of headers) {
      await scene.log.append({ subject: SUBJECT, headers: each, bytes });
    }
    await writer.flushAll();
    const letters = await deadLetters(scene.root);
    expect(letters.map(({ reason }) => reason)).toEqual(headers.map(() => 'BAD_HEADER'));
    expect(letters.map((letter) => letter.headers)).toEqual(headers);
  });

  it('may carry any run name, and a retry has the same pair twice', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const runs = ['feed-7', 'é"\\\u{1f600}\n\u0000', 'x'.repeat(200)];
    for (const run of runs) {
      const first = message(futuresTrades, [futuresTrade(1), futuresTrade(2)], { run, first: 10 });
      await scene.log.append(first);
      await scene.log.append(first);
    }
    await writer.flushAll();
    const rows = await datasetRows(scene.root, futuresTrades, '"_pos", "_run", "_run_pos"');
    expect(rows).toHaveLength(12);
    const pairs = new Set(rows.map((row) => JSON.stringify([row._run, String(row._run_pos)])));
    expect(pairs).toEqual(
      new Set(runs.flatMap((run) => ['10', '11'].map((at) => JSON.stringify([run, at])))),
    );
    expect(writer.storedOfRun('feed-7')).toEqual([{ from: 10n, to: 11n }]);
    expect(writer.lastOfRun('feed-7')).toBeUndefined();
    expect(writer.storedOfRun('other')).toEqual([]);
  });

  it('is judged by the dataset its subject names, whatever else it looks like', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const trade = line(0);
    const bare = trade.replace('"exchange":"XCME",', '');
    await scene.log.append(text('market.stocks.trades', `${trade}\n${bare}`));
    await writer.flushAll();
    expect(await deadLetters(scene.root)).toMatchObject([
      { dataset: 'stocks.trades.v1', reason: 'WRONG_TYPE', field: 'exchange' },
    ]);
    expect(await datasetRows(scene.root, stocksTrades)).toMatchObject([{ symbol: 'ESZ4' }]);
  });
});

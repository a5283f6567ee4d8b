import { EventEmitter } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import type { StopSignal } from '@assay/cli';
import { futuresTrades } from '@assay/schemas';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { beforeAll, describe, expect, it } from 'vitest';
import { compact, resultOf, runHere, type Ended, type Failed } from '../support/run-here.js';
import { linesOf, storeRuns } from '../support/bronze.js';
import { DATE, FIRST_SEQ, HOUR_NS, smallLake, trade } from '../support/small-lake.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = ['read', '--schema', 'futures.trades', '--date', DATE];
const ESH6 = [...TRADES, '--symbol', 'ESH6'];

/** What was written to standard output, as bytes. */
const bytesOf = ({ stdout }: Ended) => Buffer.from(stdout, 'latin1');

let lake = '';
// One lake for all: reading changes nothing.
beforeAll(async () => {
  lake = await smallLake(await mkdtemp(join(tmpdir(), 'assay-silver-read-')));
  await compact(lake, '--all');
  return () => rm(lake, { recursive: true, force: true });
});

describe('silver-cli read', () => {
  it('shows people the first 20 rows as a table, and says that there are more', async () => {
    const { code, stdout, stderr } = await runHere(lake, ESH6);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBe(21);
    expect(lines[1]).toMatch(/^2025-12-16T14:00:00\.000000000Z .* 9007199254740993/);
    expect(stderr).toContain('the first 20 rows; there are more: give a --limit');
    const few = await runHere(lake, [...ESH6, '--limit', '2']);
    expect(few.stderr).toContain('there are more: give a greater --limit');
    const all = await runHere(lake, [...ESH6, '--limit', '100']);
    expect(all.stdout.trimEnd().split('\n').length).toBe(25);
    expect(all.stderr).toContain('24 rows');
  });

  it('writes every integer in full as JSON lines', async () => {
    const { stdout } = await runHere(lake, [...ESH6, '--format', 'ndjson']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBe(24);
    expect(lines[0]).toBe(
      `{"ts_event_ns":${HOUR_NS},"ts_recv_ns":${HOUR_NS + 250_000n},"source":"GLBX.MDP3",` +
        `"symbol":"ESH6","price":6850,"size":1,"aggressor":1,"exchange":"a \\"quoted\\", name",` +
        `"seq":${FIRST_SEQ}}`,
    );
  });

  it('writes CSV that tells NULL from text, of the columns named', async () => {
    const columns = ['--columns', 'seq,exchange,price,_ord', '--limit', '2'];
    const { stdout, stderr } = await runHere(lake, [...ESH6, '--format', 'csv', ...columns]);
    expect(stdout).toBe(
      'seq,exchange,price,_ord\n' +
        `${FIRST_SEQ},"a ""quoted"", name",6850,0\n` +
        `${FIRST_SEQ + 1n},,6850.25,0\n`,
    );
    expect(stderr).toContain('there are more');
  });

  it('writes an Arrow stream, also of no row', async () => {
    const table = tableFromIPC(bytesOf(await runHere(lake, [...ESH6, '--format', 'arrow'])));
    expect(table.numRows).toBe(24);
    expect(table.getChild('seq')?.get(1)).toBe(FIRST_SEQ + 1n);
    const end = ['--end', '2025-12-16T14:00:00Z'];
    const none = tableFromIPC(bytesOf(await runHere(lake, [...ESH6, '--format', 'arrow', ...end])));
    expect([none.numRows, none.schema.fields.length]).toEqual([0, 9]);
  });

  it('writes files by the name that they have, whole or not at all', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'rows.parquet');
    await writeFile(file, 'something else');
    const ended = await runHere(lake, [...ESH6, '--output', file, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(resultOf<object>(ended)).toMatchObject({
      rows: 24,
      more: false,
      file,
      format: 'parquet',
    });
    const buffer = await asyncBufferFromFile(file);
    const rows = await parquetReadObjects({ file: buffer, compressors });
    expect(rows.length).toBe(24);
    expect(rows[0]).toMatchObject({ ts_event_ns: HOUR_NS, seq: FIRST_SEQ, price: 6850 });

    const lines = join(folder, 'rows.ndjson');
    await runHere(lake, [...ESH6, '--output', lines]);
    expect((await readFile(lines, 'utf8')).split('\n').length).toBe(25);

    const nowhere = await runHere(lake, [...ESH6, '--output', join(folder, 'none/rows.csv')]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('expected to write, was refused');
  });

  it('gives a Parquet file with the columns even where there is no row', async () => {
    const file = join(await temporaryFolder(), 'none.parquet');
    const ended = await runHere(lake, [
      ...[...ESH6, '--end', '2025-12-16T14:00:00Z'],
      ...['--output', file],
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    const buffer = await asyncBufferFromFile(file);
    expect(await parquetReadObjects({ file: buffer, compressors })).toEqual([]);
  });

  it('gives one object with --json, int64 as decimal text', async () => {
    const result = resultOf<{ data: object[] }>(
      await runHere(lake, [...ESH6, '--json', '--limit', '1']),
    );
    expect(result).toMatchObject({ dataset: 'futures.trades.v1', rows: 1, more: true });
    expect(result.data[0]).toMatchObject({ ts_event_ns: String(HOUR_NS), seq: String(FIRST_SEQ) });
  });

  it('takes a window to the nanosecond, and every outright contract of a root', async () => {
    const start = ['--start', '2025-12-16T14:00:00.000000001Z', '--end', String(HOUR_NS + 2n)];
    const root = [...TRADES, '--root', 'ES', '--format', 'csv', '--columns', 'symbol,ts_event_ns'];
    const { stdout } = await runHere(lake, [...root, ...start]);
    expect(stdout).toBe(`symbol,ts_event_ns\nESM6,${HOUR_NS + 1n}\n`);
  });

  it('gives a range with days of nothing where it may, and says which', async () => {
    const range = [...ESH6.slice(0, 3), '--symbol', 'ESH6', '--date', '2025-12-15..2025-12-16'];
    const refused = await runHere(lake, [
      ...range,
      '--format',
      'csv',
      '--json',
      '--output',
      'x.csv',
    ]);
    const { message, next } = resultOf<Failed>(refused).error;
    expect(message).toContain('expected rows on 2025-12-15, was none');
    expect(message).toContain('1 date, 2025-12-16');
    expect(next).toContain('--allow-missing');
    expect(`${message} ${next}`).not.toContain('allowMissing');
    const given = await runHere(lake, [...range, '--format', 'csv', '--allow-missing']);
    expect(given.code, given.stderr).toBe(0);
    expect(given.stdout.trimEnd().split('\n').length).toBe(25);
    expect(given.stderr).toContain('left out: nothing is stored of 2025-12-15');
  });

  it('writes no head of a file before it knows that there are rows', async () => {
    const none = [...TRADES.slice(0, 3), '--symbol', 'ESH6', '--date', '2025-12-18'];
    for (const format of ['csv', 'arrow']) {
      const ended = await runHere(lake, [...none, '--format', format]);
      expect([ended.code, ended.stdout]).toEqual([2, '']);
    }
  });

  it('says that nobody read on, and leaves no part of a file after a signal', async () => {
    const closed = await runHere(lake, [...ESH6, '--format', 'csv'], { isClosed: true });
    expect([closed.code, closed.stderr]).toEqual([0, expect.stringContaining('output was closed')]);

    const folder = await temporaryFolder();
    for (const name of ['rows.csv', 'rows.parquet']) {
      const signals = new EventEmitter<Record<StopSignal, [StopSignal]>>();
      const listen = signals.on.bind(signals);
      signals.on = (signal, listener) => {
        queueMicrotask(() => void signals.emit('SIGTERM', 'SIGTERM'));
        return listen(signal, listener);
      };
      const ended = await runHere(lake, [...ESH6, '--output', join(folder, name)], { signals });
      expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('ended by a signal')]);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what a calendar may be, and what it stands beside', async () => {
    const front = [
      ...TRADES,
      '--root',
      'ES',
      '--contract',
      'front',
      '--calendar',
      'moon',
      '--json',
    ];
    const { message, code } = resultOf<Failed>(await runHere(lake, front)).error;
    expect([code, message]).toEqual(['BAD_INPUT', expect.stringContaining('--calendar (')]);
    const alone = await runHere(lake, [...ESH6, '--calendar', 'cme-es', '--json']);
    expect(resultOf<Failed>(alone).error.code).toBe('BAD_USAGE');
  });

  it('says that Bronze got more since an hour was compacted, and refuses it if asked', async () => {
    const folder = await smallLake();
    await compact(folder, '--date', DATE, '--schema', 'futures.trades');
    const late = linesOf(futuresTrades, [trade('ESH6', HOUR_NS + 7n, 40)]);
    await storeRuns(folder, [{ dataset: futuresTrades, run: 'late', lines: late }]);
    const read = await runHere(folder, [...ESH6, '--format', 'csv']);
    expect(read.code).toBe(0);
    expect(read.stderr).toContain('to 1 hour Bronze got 1 row since; --fresh refuses that');
    const fresh = await runHere(folder, [...ESH6, '--fresh', '--json']);
    const { message, next } = resultOf<Failed>(fresh).error;
    expect(next).toBe(
      `run silver-cli compact --date ${DATE} --schema futures.trades --symbol ESH6`,
    );
    expect(message).not.toContain('silver-cli compact');
    expect(fresh.stdout).not.toContain('causes');
  });

  it('carries absent sides of quotes on where asked', async () => {
    const quotes = ['read', '--schema', 'stocks.quotes', '--symbol', 'SPY', '--date', DATE];
    const columns = ['--format', 'csv', '--columns', 'bid_px,bid_sz,ask_px,ask_sz'];
    const plain = await runHere(lake, [...quotes, ...columns]);
    expect(plain.stdout).toBe('bid_px,bid_sz,ask_px,ask_sz\n685.01,300,,0\n,0,685.02,200\n');
    const filled = await runHere(lake, [...quotes, ...columns, '--filled']);
    expect(filled.stdout).toBe(
      'bid_px,bid_sz,ask_px,ask_sz\n685.01,300,,0\n685.01,300,685.02,200\n',
    );
  });

  it('names the command to run for a day that was not compacted', async () => {
    const folder = await smallLake();
    const ended = await runHere(folder, [...ESH6, '--json']);
    expect(ended.code).toBe(2);
    const { code, message, next } = resultOf<Failed>(ended).error;
    expect(code).toBe('MISSING_DATA');
    expect(`${message} ${next}`).toMatch(/silver-cli compact --date 2025-12-16/);
    const nothing = await runHere(folder, [
      ...TRADES.slice(0, 3),
      '--symbol',
      'ESH6',
      '--date',
      '2025-12-18',
      '--json',
    ]);
    expect(nothing.code).toBe(2);
    expect(resultOf<Failed>(nothing).error.code).toBe('MISSING_DATA');
  });
});

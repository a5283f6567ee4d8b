import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesInput, openDbn } from '@assay/feeds';
import { hourIndexOf } from '@assay/schemas';
import { createStaging } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { inFileOrder } from '../../src/backfill/file-order.js';
import { inPartitionOrder } from '../../src/backfill/partition-order.js';
import type { LineBatch } from '../../src/sink/sender.js';
import { startFeedCli } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { parquetFiles, plainRows, runPositions } from '../support/lake.js';
import { resultOf, runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SYMBOLS = Array.from({ length: 300 }, (_, index) => `SYM${index}`);

interface Line {
  readonly ordinal: number;
  readonly symbol: string;
  readonly hour: number;
  readonly seq: number;
}

/** The events of batches, with the ordinals that they are sent under. */
async function linesOf(batches: AsyncIterable<LineBatch>): Promise<Line[]> {
  const all: Line[] = [];
  for await (const { firstOrdinal, lines } of batches) {
    for (const [index, line] of lines.entries()) {
      const text = Buffer.from(line).toString();
      const [, tsEventNs] = /"ts_event_ns":(\d+)/.exec(text) ?? [];
      const { symbol, seq } = JSON.parse(text) as { symbol: string; seq: number };
      const hour = hourIndexOf(BigInt(tsEventNs));
      all.push({ ordinal: firstOrdinal + index, symbol, hour, seq });
    }
  }
  return all;
}

/** How many files Bronze writes when a batch closes every so many events. */
function filesOf(lines: readonly Line[], eventsPerBatch: number): number {
  return new Set(
    lines.map(
      ({ ordinal, symbol, hour }) => `${Math.floor(ordinal / eventsPerBatch)} ${symbol} ${hour}`,
    ),
  ).size;
}

async function ordered(bytes: Buffer): Promise<Line[]> {
  const spool = createStaging({ folder: await temporaryFolder(), owner: 'test' });
  return linesOf(inPartitionOrder(await openDbn(bytesInput('made up', bytes)), spool));
}

describe('inPartitionOrder', () => {
  const bytes = dbnFile({
    schema: 'trades',
    records: 6_000,
    hours: 2,
    symbols: SYMBOLS,
    dataset: 'XNAS.ITCH',
  });

  it('touches few partitions a batch, where file order touches them all', async () => {
    const inFile = await linesOf(inFileOrder(await openDbn(bytesInput('made up', bytes))));
    const byPartition = await ordered(bytes);
    expect(filesOf(inFile, 1_000)).toBe(6 * 300);
    expect(filesOf(byPartition, 1_000)).toBeLessThanOrEqual(2 * 300 + 6);
  });

  it('keeps every event, counts them without gap, and keeps file order inside an hour', async () => {
    const lines = await ordered(bytes);
    expect(lines.map(({ ordinal }) => ordinal)).toEqual(lines.map((_, index) => index));
    expect(new Set(lines.map(({ seq }) => seq)).size).toBe(6_000);
    for (const [index, { symbol, hour, seq }] of lines.entries()) {
      const before = lines[index - 1];
      if (before?.symbol === symbol && before.hour === hour) {
        expect(seq).toBeGreaterThan(before.seq);
      }
    }
  });

  it('gives the same event the same ordinal each time', async () => {
    expect(await ordered(bytes)).toEqual(await ordered(bytes));
  });

  it('leaves lines whole whatever stands in a symbol', async () => {
    const symbols = ['A\u2028B', 'C\u0085D', 'E\rF', 'G"H'];
    const lines = await ordered(
      dbnFile({ schema: 'trades', records: 8, symbols, dataset: 'XNAS.ITCH' }),
    );
    expect(lines.length).toBe(8);
    expect(new Set(lines.map(({ symbol }) => symbol))).toEqual(new Set(symbols));
  });

  it('hands on the events before the damage of a file first, and then its error', async () => {
    const spool = createStaging({ folder: await temporaryFolder(), owner: 'test' });
    const cut = bytes.subarray(0, bytes.length - 100 * 48 - 20);
    const feed = await openDbn(bytesInput('cut', cut));
    let events = 0;
    const all = async () => {
      for await (const { lines } of inPartitionOrder(feed, spool)) {
        events += lines.length;
      }
    };
    await expect(all()).rejects.toMatchObject({ code: 'TRUNCATED', place: { record: 5_900 } });
    expect(events).toBe(5_899);
  });

  it('leaves no scratch file behind', async () => {
    const folder = await temporaryFolder();
    const spool = createStaging({ folder, owner: 'test' });
    const feed = await openDbn(bytesInput('made up', bytes));
    await linesOf(inPartitionOrder(feed, spool));
    expect(await readdir(spool.folder)).toEqual([]);
  });
});

describe('backfill of a file of many symbols', () => {
  const args = ['backfill', '--format', 'dbn', '--json'];
  const file = dbnFile({
    schema: 'trades',
    records: 2_600,
    symbols: SYMBOLS.slice(0, 260),
    dataset: 'XNAS.ITCH',
  });

  it('stores each event once after a kill, one file a partition, and clears what was left', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'day.dbn');
    await writeFile(path, file);
    const spool = join(folder, 'data/cache/spool');
    const killed = startFeedCli(folder, [...args, path]);
    while (!existsSync(spool) || (await readdir(spool, { recursive: true })).length < 200) {
      await systemClock.sleep(2);
    }
    killed.process.kill('SIGKILL');
    expect((await killed.ended).code).toBe(null);
    expect((await readdir(spool)).length).toBe(1);

    const ended = await runHere(join(folder, 'data'), [...args, path]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await readdir(spool)).toEqual([]);
    const [{ runs }] = resultOf(ended).files;
    expect(runs['stocks.trades.v1']).toMatch(
      /^[0-9a-f]{16}-[0-9a-f]{8}-stocks\.trades-by-partition$/,
    );
    const bronze = join(folder, 'data/lake/bronze/stocks/trades');
    const rows = await plainRows(bronze);
    expect([rows.length, runPositions(rows).size]).toEqual([2_600, 2_600]);
    // One that the kill left in the log, and one of the rest, at most, for the partition between.
    expect((await parquetFiles(bronze)).length).toBeLessThanOrEqual(260 + 1);
  }, 30_000);
});

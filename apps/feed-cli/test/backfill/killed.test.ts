import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@assay/telemetry';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { startFeedCli } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { plainRows, runPositions } from '../support/lake.js';
import { resultOf, runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = 40_000;
const BOOKS = 4_000;
/** Events whose price the file leaves undefined: dead letters, which are stored once too. */
const UNDEFINED_PRICES = [5, 20_000, TRADES - 1];
const ROUNDS = 5;
const SEEDS = process.env.ASSAY_LONG === '1' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1];

/** Bytes below a folder: how far a process has come. Files and folders may go between two looks. */
async function bytesIn(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory() !== true) {
    return info?.size ?? 0;
  }
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesIn(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('backfill, killed', () => {
  it.each(SEEDS)(
    'stores each event once, over five kills at random moments (seed %d)',
    async (seed) => {
      const folder = await temporaryFolder();
      const random = createSeededRandom(seed);
      await writeFile(
        join(folder, 'trades.dbn'),
        dbnFile({ schema: 'trades', records: TRADES, undefinedPrices: UNDEFINED_PRICES }),
      );
      await writeFile(join(folder, 'books.dbn'), dbnFile({ schema: 'mbp-10', records: BOOKS }));
      const files = ['trades.dbn', 'books.dbn'].map((name) => join(folder, name));
      const args = ['backfill', '--format', 'dbn', '--json', ...files];
      let killed = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await bytesIn(join(folder, 'data'));
        // From the first byte in the log to files being built.
        const goal = before + random.below(5_000_000);
        // Now and then decoded by others: the order of what is sent is the same.
        const jobs = String(1 + (round % 2));
        const { process: child, ended } = startFeedCli(folder, [...args, '--jobs', jobs]);
        let isOver = false;
        void ended.then(() => (isOver = true));
        while (!isOver && (await bytesIn(join(folder, 'data'))) <= goal) {
          await systemClock.sleep(3);
        }
        child.kill('SIGKILL');
        killed += (await ended).code === null ? 1 : 0;
      }
      expect(killed).toBeGreaterThan(1);

      const last = await runHere(join(folder, 'data'), args);
      expect(last.code, last.stderr).toBe(0);
      const trades = await plainRows(join(folder, 'data/lake/bronze/futures/trades'));
      expect(trades.length).toBe(TRADES - UNDEFINED_PRICES.length);
      expect(runPositions(trades).size).toBe(trades.length);
      const sequences = new Set(trades.map(({ seq }) => Number(seq)));
      expect(sequences.size).toBe(trades.length);
      expect(UNDEFINED_PRICES.some((each) => sequences.has(each))).toBe(false);
      const books = await plainRows(join(folder, 'data/lake/bronze/futures/mbp10'));
      expect([books.length, runPositions(books).size]).toEqual([BOOKS, BOOKS]);
      const deadLetters = await plainRows(join(folder, 'data/lake/_dlq'));
      expect(deadLetters.length).toBe(UNDEFINED_PRICES.length);

      const idle = resultOf(await runHere(join(folder, 'data'), args));
      expect([idle.rows, idle.dead_letters, idle.bronze_files]).toEqual([{}, 0, []]);
    },
    120_000,
  );
});

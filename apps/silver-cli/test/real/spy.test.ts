import { stocksTrades, type AnyRow } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { linesOf, rowsOfFile, storeRuns, type RunOfEvents } from '../support/bronze.js';
import { startProgram } from '../support/child.js';
import { hasRealData, realFile } from '../support/real-data.js';
import { compact } from '../support/run-here.js';
import { differences, queryLake, silverDigests } from '../support/silver-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SPY = realFile('lean-equity-ticks', 'spy_20131007_trade.zip');
/** Prints of the capture; collapsing equal ones would leave 202,721. */
const PRINTS = 250_601;
const DATE = '2013-10-07';
const isLong = process.env.ASSAY_LONG === '1';

let known: Promise<AnyRow[]> | undefined;

/** Read once: the tests only look at them. */
function spyRows(): Promise<AnyRow[]> {
  known ??= rowsOfFile('lean', SPY).then((rows) => rows.get(stocksTrades) ?? []);
  return known;
}

/** The file, as the backfill of it names its run. */
async function backfill(run = 'spy-file'): Promise<RunOfEvents> {
  return { dataset: stocksTrades, run, lines: linesOf(stocksTrades, await spyRows()) };
}

/** The same prints as a live feed heard them: by another run, each a little after it happened. */
async function live(): Promise<RunOfEvents> {
  const rows = (await spyRows()).map((row, index) => ({
    ...row,
    ts_recv_ns: (row.ts_event_ns as bigint) + 150_000n + BigInt(index % 1000),
  }));
  return { dataset: stocksTrades, run: 'live-feed-1', lines: linesOf(stocksTrades, rows) };
}

/** Two runs of the same prints, in the order that they come in. */
const WAYS: readonly (readonly [string, () => Promise<RunOfEvents[]>])[] = [
  ['two backfills with other options', async () => [await backfill('one'), await backfill('two')]],
  ['a live feed before the backfill', async () => [await live(), await backfill()]],
  ['a backfill before the live feed', async () => [await backfill(), await live()]],
];

describe.skipIf(!hasRealData)('SPY of 2013-10-07 [real data]', () => {
  it('has every print once, backfilled twice and heard live', async () => {
    const folder = await temporaryFolder();
    const file = await backfill();
    await storeRuns(folder, [await live(), file, file]);
    const { results, ...sums } = await compact(folder, '--date', DATE, '--schema', 'stocks.trades');
    expect(sums).toMatchObject({
      rows_read: 3 * PRINTS,
      rows_written: PRINTS,
      duplicates_removed: 2 * PRINTS,
      ambiguous_duplicates: 0,
    });
    expect(results.every(({ status }) => status === 'success')).toBe(true);
    const [row] = await queryLake(
      folder,
      stocksTrades,
      `SELECT count(*)::INTEGER AS prints, count(*) FILTER (ts_recv_ns = ts_event_ns)::INTEGER
        AS of_file FROM {silver}`,
    );
    // The file is known at the instant of the print, before the live feed heard of it.
    expect(row).toEqual({ prints: PRINTS, of_file: PRINTS });
    expect(await differences(folder, stocksTrades, 'live-feed-1')).toBe(0);
    const again = await compact(folder, '--date', DATE);
    expect(again.results.every(({ status }) => status === 'unchanged')).toBe(true);
  }, 120_000);

  it.skipIf(!isLong)(
    'has each once when backfill and compaction are killed [long]',
    async () => {
      const random = createSeededRandom(11);
      const folder = await temporaryFolder();
      const rounds = async (name: 'feed-cli' | 'silver-cli', args: readonly string[]) => {
        for (let round = 0; round < 4; round += 1) {
          const child = startProgram(name, folder, args);
          await systemClock.sleep(1_500 + random.below(4_000));
          child.process.kill('SIGKILL');
          await child.ended;
        }
        const last = await startProgram(name, folder, args).ended;
        expect(last.code, last.stderr).toBe(0);
      };
      await rounds('feed-cli', ['backfill', '--format', 'lean', SPY]);
      await rounds('silver-cli', ['compact', '--date', DATE]);
      const [row] = await queryLake(
        folder,
        stocksTrades,
        'SELECT count(*)::INTEGER AS n FROM {silver}',
      );
      expect(row).toEqual({ n: PRINTS });

      const other = await temporaryFolder();
      await storeRuns(other, [await backfill()]);
      await compact(other, '--date', DATE, '--threads', '1');
      expect(await silverDigests(other)).toEqual(await silverDigests(folder));
    },
    300_000,
  );

  it.skipIf(!isLong).each(WAYS)(
    'has every print once after %s [long]',
    async (_what, runs) => {
      const folder = await temporaryFolder();
      await storeRuns(folder, await runs());
      const { rows_written: written } = await compact(folder, '--date', DATE);
      expect(written).toBe(PRINTS);
    },
    120_000,
  );
});

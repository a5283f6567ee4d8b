import { join } from 'node:path';
import { futuresMbp10, futuresTrades, stocksQuotes } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { fileRuns, storeRuns } from '../support/bronze.js';
import { hasRealData, realFile } from '../support/real-data.js';
import { compact } from '../support/run-here.js';
import { differences, plainRows } from '../support/silver-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ES_ORDERS = ['20231224', '20231225'].map((day) =>
  realFile('es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`),
);
const IBM = realFile('lean-equity-ticks', 'ibm_20131007_quote.zip');

describe.skipIf(!hasRealData)('real captures in Silver [real data]', () => {
  it('has every ES trade of two days of orders, and their one snapshot once', async () => {
    const folder = await temporaryFolder();
    const runs = await Promise.all(
      ES_ORDERS.map((file, day) => fileRuns('dbn', file, `day${day}`)),
    );
    await storeRuns(folder, runs.flat());
    const { results } = await compact(folder, '--all');
    const sums = (dataset: string) => {
      const own = results.filter((each) => each.dataset === dataset);
      const sum = (name: 'rows_read' | 'rows_written') =>
        own.reduce((total, each) => total + each[name], 0);
      return [sum('rows_read'), sum('rows_written')];
    };
    // 15 of the trades have key and sequence in common with another.
    expect(sums(futuresTrades.id)).toEqual([2973, 2973]);
    expect(sums(futuresMbp10.id)).toEqual([37_065, 37_064]);
    const books = await plainRows(join(folder, 'lake/silver/futures/mbp10'));
    expect(books.filter((row) => row.is_snapshot === true).length).toBe(1);
  }, 120_000);

  it('has every quote of IBM, each side as it came', async () => {
    const folder = await temporaryFolder();
    const runs = await fileRuns('lean', IBM, 'ibm');
    await storeRuns(folder, runs);
    const { rows_written: written, results } = await compact(folder, '--all');
    expect(written).toBe(109_067);
    // The exchange's evening ends on the next UTC date.
    expect(new Set(results.map(({ date }) => date)).size).toBe(2);
    expect(await differences(folder, stocksQuotes, 'ibm/stocks.quotes')).toBe(0);
  }, 120_000);
});

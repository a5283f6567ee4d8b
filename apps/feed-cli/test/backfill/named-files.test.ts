import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainRows } from '../support/lake.js';
import { resultOf, runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const args = ['backfill', '--format', 'lean', '--json'];

describe('backfill of files whose names decide rows', () => {
  it('stores the same bytes under another name as other rows, and each once', async () => {
    const folder = await temporaryFolder();
    const ticks = join(folder, 'tick');
    for (const [symbol, date] of [
      ['spy', '20131007'],
      ['ibm', '20131007'],
      ['ibm', '20131008'],
    ]) {
      await mkdir(join(ticks, symbol), { recursive: true });
      const lines = '34200000,1674100,100,Q,20,0\n34200000,1674100,100,Q,20,0\n';
      await writeFile(join(ticks, symbol, `${date}_trade.csv`), lines);
    }
    const first = await runHere(folder, [...args, ticks]);
    expect(first.code, first.stderr).toBe(0);
    const again = resultOf(await runHere(folder, [...args, ticks]));
    expect(again.files.map((each) => [each.already_complete, each.events_sent])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
    const rows = await plainRows(`${folder}/lake/bronze`);
    expect(rows.map((row) => row.symbol).sort()).toEqual([
      ...['IBM', 'IBM', 'IBM', 'IBM'],
      ...['SPY', 'SPY'],
    ]);
  });
});

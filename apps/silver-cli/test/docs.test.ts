import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { futuresTrades, type AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { linesOf, storeRuns, type RunOfEvents } from './support/bronze.js';
import { simulatedRuns } from './support/market.js';
import { compact, runHere } from './support/run-here.js';
import { plainRows } from './support/silver-files.js';
import { DATE, HOUR_NS } from './support/small-lake.js';
import { temporaryFolder } from './support/temporary-folder.js';

const ROOT = join(import.meta.dirname, '../../..');
const PAGES = ['docs/silver.md', 'README.md', 'apps/silver-cli/README.md', 'docs/operations.md'];

const pageText = (page: string) => readFile(join(ROOT, page), 'utf8');

/** The command lines of a page's shell blocks, as words; what stands behind ` #` is for people. */
async function commandsOf(page: string): Promise<string[][]> {
  const blocks = [...(await pageText(page)).matchAll(/^```sh(?: tested)?\n([^]*?)^```$/gm)];
  return blocks
    .flatMap(([, block]) => block.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => line.startsWith('npx silver-cli '))
    .map((line) =>
      line
        .replace(/ +#.*$/, '')
        .split(/ +/)
        .slice(2),
    );
}

/** The rows of the worked example: cells by the head of their column. */
async function exampleRows(): Promise<Record<string, string>[]> {
  const [, table] = /\n(\| row [^]*?)\n\n/.exec(await pageText('docs/silver.md')) ?? [];
  const [head, , ...rows] = table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index]])));
}

/** What tells the rows of the example apart, once they are in Silver. */
const told = (row: AnyRow) => `${String(row.seq ?? '')} +${(row.ts_recv_ns as bigint) - HOUR_NS}`;

describe('pages', () => {
  it('show commands of silver-cli that do what they say', async () => {
    const folder = await temporaryFolder();
    await storeRuns(folder, simulatedRuns(1, { rate: 0.1 }));
    const done = new Set<string>();
    for (const page of PAGES) {
      const commands = await commandsOf(page);
      expect(commands.length, page).toBeGreaterThan(2);
      for (const words of commands.filter((each) => !done.has(each.join(' ')))) {
        const output = words.indexOf('--output') + 1;
        const args = words.map((word, index) =>
          output > 0 && index === output ? join(folder, word) : word,
        );
        const { code, stderr } = await runHere(folder, args);
        expect(code, `${page}: silver-cli ${words.join(' ')}\n${stderr}`).toBe(0);
        done.add(words.join(' '));
      }
    }
  }, 120_000);

  it('keep just the rows of the worked example that they say, and count the ambiguous', async () => {
    const example = await exampleRows();
    expect(example.length).toBe(10);
    const runs = example.map(({ run, ordinal, seq, ts_recv: recv }): RunOfEvents => {
      const row = {
        ts_event_ns: HOUR_NS,
        ts_recv_ns: HOUR_NS + BigInt(recv),
        source: 'GLBX.MDP3',
        symbol: 'ESH6',
        price: 6850.25,
        size: 2,
        aggressor: 1,
        seq: seq === '' ? null : BigInt(seq),
      };
      return {
        dataset: futuresTrades,
        run: ordinal === '' ? undefined : run,
        firstOrdinal: Number(ordinal),
        lines: linesOf(futuresTrades, [row]),
      };
    });
    const folder = await temporaryFolder();
    await storeRuns(folder, runs);
    const { ambiguous_duplicates: ambiguous } = await compact(folder, '--date', DATE);
    const kept = example.filter((row) => row['kept'] === 'yes');
    const silver = await plainRows(join(folder, 'lake/silver', futuresTrades.path));
    const expected = kept.map(({ seq, ts_recv: recv }) => `${seq} ${recv}`);
    expect(silver.map((row) => told(row as AnyRow)).sort()).toEqual(expected.sort());
    const [, words] = /(\w+) of ten rows stay/.exec(await pageText('docs/silver.md')) ?? [];
    expect([words, kept.length, ambiguous]).toEqual(['Six', 6, 2]);

    const collapsed = await compact(folder, '--date', DATE, '--collapse-ambiguous');
    expect([collapsed.rows_written, collapsed.ambiguous_duplicates]).toEqual([5, 2]);
  });
});

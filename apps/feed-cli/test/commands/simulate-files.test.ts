import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatasetRegistry, sha256Hex } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { resultOf, runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Written {
  readonly complete: boolean;
  readonly lines: number;
  readonly sessions: readonly {
    readonly date: string;
    readonly start_ns: string;
    readonly end_ns: string;
  }[];
  readonly files: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly lines: number;
  }[];
  readonly manifest_sha256: string;
}

/** A half day, thinly traded. */
const DAYS = ['--days', '1', '--date', '2025-11-28', '--rate', '0.002'];
const THIN = ['--greeks-every-seconds', '3600'];

async function written(folder: string, ...args: string[]): Promise<Written> {
  const out = ['--out', join(folder, 'out')];
  const all = ['simulate', '--json', ...out, ...DAYS, ...THIN, ...args];
  const { code, ...said } = await runHere(folder, all);
  expect(code, said.stderr).toBe(0);
  return resultOf<Written>(said);
}

describe('feed-cli simulate --out', () => {
  it('writes the same bytes for the same options, on every machine', async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()];
    const first = await written(one);
    expect(first.sessions.map(({ date }) => date)).toEqual(['2025-11-28']);
    expect((await written(two)).manifest_sha256).toBe(first.manifest_sha256);
    expect(first.manifest_sha256).toBe(
      '67818eacd936c04a83cfa3c19ee62e78aea63c5f89bd10116ef535577bf98513',
    );
  });

  it('names every file with its digest, and every line fits its dataset', async () => {
    const folder = await temporaryFolder();
    const { files } = await written(folder, '--feeds', '2', '--seed', '8', '--days', '2');
    const registry = createDatasetRegistry();
    for (const { path, sha256, lines } of files) {
      const bytes = await readFile(join(folder, 'out', path));
      expect(sha256Hex(bytes)).toBe(sha256);
      const rows = bytes.toString('utf8').trimEnd().split('\n');
      expect(rows).toHaveLength(lines);
      const id = /\/(.*?)(\.b)?\.ndjson$/.exec(path)?.[1];
      const dataset = registry.all.find((each) => each.id === id);
      expect(dataset !== undefined || path === 'truth.ndjson').toBe(true);
      for (const row of rows.slice(0, 50)) {
        expect(() => JSON.parse(row) as unknown).not.toThrow();
      }
    }
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('2025-12-01/futures.mbp10.v1.b.ndjson');
    expect(paths).toContain('truth.ndjson');
  });

  it('writes what is delayed past the end of a session into the files of that session', async () => {
    const folder = await temporaryFolder();
    const late = ['--late-share', '0.2', '--disorder-share', '0.2', '--late-seconds', '600'];
    const args = [...late, '--feeds', '2', '--date', '2025-11-26', '--days', '3'];
    const { files, sessions } = await written(folder, ...args);
    expect(sessions.length).toBe(3);
    let rows = 0;
    for (const { date, start_ns, end_ns } of sessions) {
      const own = files.filter(({ path }) => path.startsWith(`${date}/`));
      for (const { path } of own) {
        const text = await readFile(join(folder, 'out', path), 'utf8');
        for (const [, stamp] of text.matchAll(/"ts_event_ns":(\d+)/g)) {
          const inside = BigInt(stamp) >= BigInt(start_ns) && BigInt(stamp) < BigInt(end_ns);
          expect(inside, `${path} ${stamp}`).toBe(true);
          rows += 1;
        }
      }
    }
    expect(rows).toBeGreaterThan(1_000);
  });

  it('keeps what is in the folder, and refuses options that do not go together', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'mine.txt'), 'mine');
    for (const [args, words] of [
      [['--out', folder], 'expected an empty folder'],
      [['--out', join(folder, 'new'), '--speed', '1'], 'expected neither --url nor --speed'],
      [['--days', '1', '--minutes', '5'], 'expected neither --start nor --minutes'],
      [['--days', '1', '--date', '2040-01-02'], 'expected a date from'],
      [['--wall-effect', '9'], 'a number from 0 to 5'],
      [['--hours', 'never'], 'one of exchange, always'],
    ] as const) {
      const { code, stderr } = await runHere(folder, ['simulate', '--json', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});

describe('feed-cli simulate --date', () => {
  it.each([
    ['2025-11-29', '1', '1 session (2025-12-01)'],
    ['2025-11-29', '2', '2 sessions (2025-12-01, 2025-12-02)'],
  ])('on %s for %s days says which sessions were taken', async (date, days, words) => {
    const folder = await temporaryFolder();
    const out = ['--out', join(folder, 'out'), '--date', date, '--days', days];
    const { code, stderr } = await runHere(folder, [
      'simulate',
      ...out,
      '--rate',
      '0.001',
      ...THIN,
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining(` lines of ${words} in `)]);
  });

  it('says it too of what it sends', async () => {
    const folder = await temporaryFolder();
    const args = ['simulate', '--date', '2025-11-29', '--rate', '0.001', ...THIN];
    const { code, stderr } = await runHere(folder, args);
    expect([code, stderr]).toEqual([0, expect.stringContaining('of 1 session (2025-12-01), from')]);
  });

  it.each([
    [
      ['--days', '2', '--date', '2027-01-05', '--out', 'z'],
      'dates that the exchange calendar knows',
    ],
    [['--seed', '1.5'], 'next: give --seed a whole number'],
  ])('tells the next step after %j', async (args, words) => {
    const { code, stderr } = await runHere(await temporaryFolder(), ['simulate', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(stderr).toContain('next: ');
  });
});

describe('feed-cli simulate with noisy feeds', () => {
  it('stores every event of both feeds once, and damaged ones as dead letters', async () => {
    const folder = await temporaryFolder();
    const noise = ['--feeds', '2', '--duplicate-share', '0.05', '--bad-share', '0.01'];
    const args = ['simulate', '--json', '--minutes', '1', ...noise, '--disorder-share', '0.1'];
    const { code, ...said } = await runHere(folder, args);
    expect(code, said.stderr).toBe(0);
    const result = resultOf<{
      readonly events: Readonly<Record<string, number>>;
      readonly rows: Readonly<Record<string, number>>;
      readonly dead_letters: number;
      readonly runs_b: Readonly<Record<string, string>>;
    }>(said);
    expect(Object.keys(result.runs_b)).toHaveLength(6);
    expect(result.dead_letters).toBeGreaterThan(100);
    const total = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total(result.rows)).toBeGreaterThan(total(result.events) - result.dead_letters - 1);
  });
});

import { appendFile, copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitEntry } from '@assay/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import {
  adoptForgery,
  commitsOf,
  copyOf,
  entryKey,
  forgeEntries,
  problemsOf,
  removeWitness,
  rewriteFile,
  smallLake,
  type Lake,
} from './lake.js';

let folder: string;
let whole: Lake;
let commits: readonly CommitEntry[];
/** A file of three ESZ4 trades, one of the same batch, and its dead letters. */
let trades: string;
let others: string;
let letters: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'));
  whole = await smallLake(folder);
  commits = await commitsOf(whole);
  const keys = commits[1]?.files.map(({ key }) => key) ?? [];
  trades = keys.find((key) => key.includes('symbol=ESZ4')) ?? '';
  others = keys.find((key) => key.includes('symbol=NQZ4')) ?? '';
  letters = keys.find((key) => key.startsWith('_dlq/')) ?? '';
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('verify', () => {
  it('finds nothing wrong with what the writer made', async () => {
    const { problems, notes, counts } = await verifyBronze({ store: whole.store });
    expect({ problems, notes }).toEqual({ problems: [], notes: [] });
    expect(counts).toMatchObject({ commits: 3, filesOpened: 15, rows: 18, deadLetters: 6 });
  });
});

describe('verify, of a damaged file, names it', () => {
  it('deleted', async () => {
    const lake = await copyOf(whole);
    await rm(join(lake.root, trades));
    expect(await problemsOf(lake)).toEqual([`file-missing ${trades}`]);
  });

  it('with a flipped byte', async () => {
    const lake = await copyOf(whole);
    const bytes = await readFile(join(lake.root, trades));
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(join(lake.root, trades), bytes);
    expect(await problemsOf(lake)).toEqual([`file-altered ${trades}`]);
  });

  it('swapped with another: both', async () => {
    const lake = await copyOf(whole);
    const [one, other] = [trades, others].map((key) => join(lake.root, key));
    const bytes = await readFile(one);
    await copyFile(other, one);
    await writeFile(other, bytes);
    expect(await problemsOf(lake)).toEqual([`file-altered ${trades}`, `file-altered ${others}`]);
  });

  it('truncated', async () => {
    const lake = await copyOf(whole);
    await truncate(join(lake.root, others), 100);
    expect(await problemsOf(lake)).toEqual([`file-altered ${others}`]);
  });

  it('of dead letters, changed', async () => {
    const lake = await copyOf(whole);
    await rewriteFile(lake, letters, `SELECT * REPLACE ('e30=' AS event) FROM FILE`);
    expect(await problemsOf(lake)).toEqual([`file-altered ${letters}`]);
  });

  it('rewritten with a row twice', async () => {
    const lake = await copyOf(whole);
    await rewriteFile(lake, trades, 'FROM FILE UNION ALL (FROM FILE LIMIT 1)');
    expect(await problemsOf(lake)).toEqual([`file-altered ${trades}`]);
  });
});

describe('verify, of an object that belongs nowhere, names it', () => {
  it('a copy of a committed file under another name', async () => {
    const lake = await copyOf(whole);
    const orphan = trades.replace('-e1-', '-e2-');
    await copyFile(join(lake.root, trades), join(lake.root, orphan));
    expect(await problemsOf(lake)).toEqual([`orphan-file ${orphan}`]);
  });

  it("another lake's file, and dead letters of a shard that has no log", async () => {
    const lake = await copyOf(whole);
    const foreign = trades.replace(/[0-9a-f]{8}-e1/, 'ffffffff-e1');
    const unknown = letters.replace('/market/', '/other/');
    const source = { bytes: await readFile(join(lake.root, trades)) };
    await lake.store.createIfAbsent(foreign, source);
    await lake.store.createIfAbsent(unknown, source);
    expect(await problemsOf(lake)).toEqual([`orphan-file ${unknown}`, `orphan-file ${foreign}`]);
  });

  it('anything else in a data folder, or among the entries', async () => {
    const lake = await copyOf(whole);
    const note = `${dirname(trades)}/note.txt`;
    await writeFile(join(lake.root, note), 'x');
    await writeFile(join(lake.root, '_lake/bronze/market/log/note'), 'x');
    expect(await problemsOf(lake)).toEqual([
      'foreign-object _lake/bronze/market/log/note',
      `orphan-file ${note}`,
    ]);
  });
});

describe('verify, of a damaged log, names the entry', () => {
  it('edited, its JSON still valid', async () => {
    const lake = await copyOf(whole);
    const path = join(lake.root, entryKey(7));
    const edited = (await readFile(path, 'utf8')).replace('"drain"', '"bytes"');
    await writeFile(path, edited);
    expect(await problemsOf(lake)).toEqual([`entry-altered ${entryKey(7)}`]);
  });

  it('with a blank more, even at its end', async () => {
    const lake = await copyOf(whole);
    await appendFile(join(lake.root, entryKey(10)), ' ');
    expect(await problemsOf(lake)).toEqual([`entry-altered ${entryKey(10)}`]);
  });

  it('that is no entry any more', async () => {
    const lake = await copyOf(whole);
    await truncate(join(lake.root, entryKey(4)), 30);
    expect(await problemsOf(lake)).toContain(`entry-unreadable ${entryKey(4)}`);
  });

  it('removed: a commit, an epoch, a claim', async () => {
    for (const number of [7, 2, 1]) {
      const lake = await copyOf(whole);
      await rm(join(lake.root, entryKey(number)));
      expect(await problemsOf(lake)).toContain(`entry-missing ${entryKey(number)}`);
    }
  });

  it('removed at the end, where the checkpoint vouches for it', async () => {
    const lake = await copyOf(whole);
    await rm(join(lake.root, entryKey(10)));
    expect(await problemsOf(lake)).toEqual([`entry-missing ${entryKey(10)}`]);
  });

  it('removed at the end together with its intent and the checkpoint: its files are orphans', async () => {
    const lake = await copyOf(whole);
    await removeWitness(lake);
    await rm(join(lake.root, entryKey(10)));
    await rm(join(lake.root, entryKey(9)));
    const orphans = commits[2]?.files.map(({ key }) => `orphan-file ${key}`) ?? [];
    expect(await problemsOf(lake)).toEqual(orphans.sort());
  });
});

describe('verify, of a log cut off and without its checkpoint', () => {
  it('after an intent, takes it for a writer that died; an earlier certificate knows better', async () => {
    const lake = await copyOf(whole);
    const { certificate: earlier } = await verifyBronze({ store: lake.store });
    await removeWitness(lake);
    await rm(join(lake.root, entryKey(10)));
    const { problems, notes } = await verifyBronze({ store: lake.store });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'open-intent', count: 5 }]);
    expect(await problemsOf(lake, { earlier })).toEqual([`not-extended ${entryKey(10)}`]);
  });
});

describe('verify, of a forger who links the log anew and takes the checkpoint away', () => {
  it('finds counts that no longer add up', async () => {
    const lake = await copyOf(whole);
    await forgeEntries(
      lake,
      (entry) => (entry.number === 7 ? ({ ...entry, rows: 7 } as CommitEntry) : entry),
      { relink: true },
    );
    expect(await problemsOf(lake)).toEqual([`coverage ${entryKey(7)}`]);
  });

  it('finds a commit that is not what its intent announced', async () => {
    const lake = await copyOf(whole);
    await forgeEntries(
      lake,
      (entry) =>
        entry.kind === 'commit' && entry.number === 7
          ? {
              ...entry,
              files: entry.files.slice(1),
              rows: entry.rows - (entry.files[0]?.rows ?? 0),
            }
          : entry,
      { relink: true },
    );
    const found = await problemsOf(lake);
    expect(found).toContain(`protocol ${entryKey(7)}`);
    expect(found).toContain(`orphan-file ${commits[1]?.files[0]?.key}`);
  });

  it('finds a row twice, though file, intent and commit agree', async () => {
    const lake = await copyOf(whole);
    await rewriteFile(lake, trades, 'FROM (FROM FILE UNION ALL (FROM FILE LIMIT 1)) ORDER BY ALL');
    await adoptForgery(lake, trades);
    const { problems } = await verifyBronze({ store: lake.store });
    expect(problems).toContainEqual(
      expect.objectContaining({
        kind: 'positions',
        object: trades,
        expected: 'event 0 of message 5 once',
        was: 'twice in this file',
      }),
    );
    expect(problems.map(({ object }) => object)).toEqual(problems.map(() => trades));
  });

  it('finds a row that was taken out, though file, intent and commit agree', async () => {
    const lake = await copyOf(whole);
    await rewriteFile(lake, trades, `FROM FILE WHERE "_pos" % 65536 <> 1 ORDER BY ALL`);
    await adoptForgery(lake, trades);
    const { problems } = await verifyBronze({ store: lake.store });
    expect(problems).toContainEqual(
      expect.objectContaining({
        kind: 'positions',
        object: entryKey(7),
        expected: 'event 1 of message 5 in its files',
      }),
    );
  });

  it('finds rows that stand in the wrong order, hour or partition', async () => {
    const edits = {
      'rows out of order 0': 'FROM FILE ORDER BY "_pos" DESC',
      'rows of symbol=ESZ4/date=2024-12-18/hour=14':
        'SELECT * REPLACE (ts_event_ns + 3600000000000 AS ts_event_ns) FROM FILE ORDER BY ALL',
      'least partition value ESZ4': `SELECT * REPLACE ('ESH5' AS symbol) FROM FILE ORDER BY ALL`,
    };
    for (const [expected, select] of Object.entries(edits)) {
      const lake = await copyOf(whole);
      await rewriteFile(lake, trades, select);
      await adoptForgery(lake, trades);
      const { problems } = await verifyBronze({ store: lake.store });
      expect(problems).toContainEqual(
        expect.objectContaining({ kind: 'file-content', object: trades, expected }),
      );
    }
  });

  it('cannot know, of itself, a value that was changed everywhere; an earlier certificate can', async () => {
    const lake = await copyOf(whole);
    const { certificate: earlier } = await verifyBronze({ store: lake.store });
    await rewriteFile(lake, trades, 'SELECT * REPLACE (1.5 AS price) FROM FILE ORDER BY ALL');
    await adoptForgery(lake, trades);
    expect(await problemsOf(lake)).toEqual([]);
    expect(await problemsOf(lake, { earlier })).toEqual([`not-extended ${entryKey(10)}`]);
  });
});

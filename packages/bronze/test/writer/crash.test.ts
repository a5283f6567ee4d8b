import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedLog, type LogMessage } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { openQuerySession, type QuerySession } from '@assay/query';
import { createSeededRandom } from '@assay/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createCrashWorld,
  liveThroughCrashes,
  RUN,
  type CrashWorld,
} from '../support/crash-world.js';
import { memoryFolder } from '../support/memory-folder.js';
import { describeOnBothStores, localLake, type LakeMaker } from '../support/test-lake.js';

vi.mock('../../../query/src/session.js', async (original) =>
  (await import('../support/pooled-engines.js')).pooledEngines(await original()),
);

const isLong = process.env['ASSAY_LONG'] === '1';
const SEEDS = { local: isLong ? 2_000 : 50, s3: isLong ? 200 : 6 };
/** `ASSAY_SEED=17` or `ASSAY_SEED=17,31` runs these alone. */
const GIVEN_SEEDS = process.env['ASSAY_SEED']?.split(',');
const SECONDS_A_SEED = 20;

let session: QuerySession | undefined;
beforeAll(async () => {
  session = await openQuerySession({ threads: 1 });
});
afterAll(() => {
  session?.close();
});

/** What a plain reader of a glob sees, by position. */
async function globbed(root: string, glob: string, columns: string) {
  const files = await session?.rows(`SELECT file FROM glob('${join(root, glob)}')`);
  const rows =
    files?.length === 0
      ? []
      : await session?.rows(
          `SELECT ${columns} FROM read_parquet('${join(root, glob)}', hive_partitioning = false,
           union_by_name = true, filename = true) ORDER BY "_pos"`,
        );
  return {
    files: (files ?? []).map(({ file }) => String(file).slice(root.length + 1)),
    rows: rows ?? [],
  };
}

async function logMessages(world: CrashWorld): Promise<LogMessage[]> {
  const log = await openEmbeddedLog({ root: world.walRoot });
  const { firstSequence } = await log.market.state();
  const messages: LogMessage[] = [];
  for await (const group of log.market.read(firstSequence)) {
    messages.push(...group);
  }
  await log.close();
  return messages;
}

const placeOf = (message: LogMessage) => Number(message.headers?.['Assay-Run-Pos']);

/** Everything that must hold after any number of crashes. */
async function expectExactlyOnce(world: CrashWorld): Promise<void> {
  const root = await world.lake.asFolder();
  const rows = await globbed(root, 'bronze/**/*.parquet', '"_pos", "_run", "_run_pos"');
  const letters = await globbed(root, '_dlq/**/*.parquet', '"_pos", "_run", "_run_pos"');
  const store = await world.lake.open();
  const fold = await readLedger({ store, tier: 'bronze', shard: 'market' });

  // The log of commits is whole, closed, and names exactly the files that are there.
  expect(fold.state.openIntent).toBeUndefined();
  expect(fold.gaps).toEqual([]);
  expect(rows.files.sort()).toEqual(fold.files.map(({ key }) => key).sort());
  expect(letters.files.sort()).toEqual(fold.deadLetterFiles.map(({ key }) => key).sort());
  expect(fold.totals).toMatchObject({ rows: rows.rows.length, deadLetters: letters.rows.length });

  // Bronze holds each message of the log once, as rows and dead letters at their places.
  const byPlace = new Map(world.offered.map((offered) => [offered.place, offered]));
  const stored = { rows: new Map<bigint, bigint>(), letters: new Map<bigint, bigint>() };
  for (const [kind, all] of [
    ['rows', rows.rows],
    ['letters', letters.rows],
  ] as const) {
    for (const row of all) {
      expect(row._run).toBe(RUN);
      stored[kind].set(row._pos as bigint, row._run_pos as bigint);
    }
    expect(stored[kind].size).toBe(all.length);
  }
  // What was released is gone from the log: of that, the lake alone can tell.
  for (const message of await logMessages(world)) {
    const offered = byPlace.get(placeOf(message));
    offered?.isRow.forEach((isRow, index) => {
      const position = message.sequence * 65_536n + BigInt(index);
      const place = BigInt(offered.place + index);
      expect(stored.rows.get(position)).toBe(isRow ? place : undefined);
      expect(stored.letters.get(position)).toBe(isRow ? undefined : place);
    });
  }
  expect(fold.totals.delivered).toBe(Number(fold.state.committedTo));

  // Everything the log ever confirmed is there where it said.
  for (const [place, sequence] of world.acknowledged) {
    byPlace.get(place)?.isRow.forEach((isRow, index) => {
      const found = (isRow ? stored.rows : stored.letters).get(sequence * 65_536n + BigInt(index));
      expect(found).toBe(BigInt(place + index));
    });
  }
  // A client that retries finds each event once by its own numbers.
  const events = world.offered.reduce((sum, { events: count }) => sum + count, 0);
  const places = new Set([...stored.rows.values(), ...stored.letters.values()]);
  expect(places.size).toBe(events);
}

/** Lives through the crashes of a seed, and looks at what is left; gives what happened. */
async function liveAndLook(makeLake: LakeMaker, seed: string): Promise<readonly string[]> {
  return inCrashWorld(makeLake, async (world) => {
    try {
      await liveThroughCrashes(world, createSeededRandom(seed));
      await expectExactlyOnce(world);
      return world.story;
    } catch (cause) {
      const story = world.story.join('; ');
      throw new Error(`seed ${seed} failed (ASSAY_SEED=${seed} runs it alone): ${story}`, {
        cause,
      });
    }
  });
}

async function inCrashWorld<Value>(
  makeLake: LakeMaker,
  work: (world: CrashWorld) => Promise<Value>,
): Promise<Value> {
  const folder = await memoryFolder('crash');
  try {
    return await work(createCrashWorld(folder, makeLake));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describeOnBothStores('Bronze after crashes', { s3: 'usual' }, (makeLake) => {
  const count = makeLake === localLake ? SEEDS.local : SEEDS.s3;
  const seeds = GIVEN_SEEDS ?? Array.from({ length: count }, (_, seed) => String(seed));

  it(
    `holds every event of the log exactly once, whatever died where (${seeds.length} seeds)`,
    async () => {
      const stories: string[] = [];
      const left = [...seeds];
      const lane = async () => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          stories.push(...(await liveAndLook(makeLake, seed)));
        }
      };
      await Promise.all([lane(), lane()]);
      if (GIVEN_SEEDS === undefined && count >= 50) {
        // The seeds do crash, and do freeze: else they prove nothing.
        expect(stories.filter((line) => line.startsWith('dies at')).length).toBeGreaterThan(20);
        expect(stories.filter((line) => line.endsWith('(reached)')).length).toBeGreaterThan(3);
        expect(stories.some((line) => line.endsWith('unconfirmed'))).toBe(true);
      }
    },
    seeds.length * SECONDS_A_SEED * 1_000,
  );
});

describe('the look at Bronze after crashes', () => {
  it('is close enough to notice a lost file, a doubled one and a lost message', async () => {
    await inCrashWorld(localLake, async (world) => {
      await liveThroughCrashes(world, createSeededRandom('tampered'));
      await expectExactlyOnce(world);
      const root = await world.lake.asFolder();
      const { files } = await globbed(root, 'bronze/**/*.parquet', '1');
      const file = join(root, files[0] ?? '');

      await cp(file, file.replace('/part-', '/part-again-'));
      await expect(expectExactlyOnce(world)).rejects.toThrow();
      await rm(file.replace('/part-', '/part-again-'));
      await expectExactlyOnce(world);

      await rename(file, join(root, 'elsewhere'));
      await expect(expectExactlyOnce(world)).rejects.toThrow();
      await rename(join(root, 'elsewhere'), file);
      await expectExactlyOnce(world);

      const [place, sequence] = [...world.acknowledged][0] ?? [0, 0n];
      world.acknowledged.set(place, sequence + 1n);
      await expect(expectExactlyOnce(world)).rejects.toThrow();
    });
  });
});

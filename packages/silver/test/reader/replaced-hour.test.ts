import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openObjectStore, lakeStagingFolder } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { isSkipped, startProgram, startTestLake } from '@assay/testkit/servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSilverReader } from '../../src/index.js';
import { buildVersions, publish, readVersion } from './support/replaced-hour.js';
import { writeHours } from './support/written-hours.js';

const PROGRAM = fileURLToPath(new URL('./programs/reading.ts', import.meta.url));
const isLong = process.env['ASSAY_LONG'] === '1';

/** A lake with both versions of an hour, of which the first is published. */
async function createStage(kind: 'local' | 's3') {
  const lake = await startTestLake(kind);
  const { location } = lake;
  const open = (cacheFolder: string) =>
    openObjectStore(location, { cacheFolder, cacheMaxBytes: 1_000_000, clock: systemClock });
  const store = await open(join(lake.folder, 'writing'));
  const hours = writeHours(store, lakeStagingFolder(location, lake.folder));
  const cacheFolder = join(lake.folder, 'cache');
  const reader = createSilverReader({ store: await open(cacheFolder) });
  onTestFinished(async () => {
    await reader.close();
    await hours[Symbol.asyncDispose]();
    await lake.close();
  });
  const versions = await buildVersions(hours);
  await publish(store, hours, versions.a);
  const replace = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      await publish(store, hours, time % 2 === 0 ? versions.b : versions.a);
    }
  };
  return { location, cacheFolder, reader, replace };
}

type Stage = Awaited<ReturnType<typeof createStage>>;

/** Reads again and again until the work is done. */
async function readDuring({ reader }: Stage, work: Promise<unknown>) {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const counts = { a: 0, b: 0 };
  const loop = async (form: 'table' | 'batches') => {
    while (!isDone) {
      counts[await readVersion(reader, form)] += 1;
    }
  };
  await Promise.all([done, loop('table'), loop('batches')]);
  return counts;
}

async function keepsVersionsApart(kind: 'local' | 's3', times: number) {
  const stage = await createStage(kind);
  const { a, b } = await readDuring(stage, stage.replace(times));
  expect(a + b).toBeGreaterThan(0);
  expect(await readVersion(stage.reader, 'table')).toBe(times % 2 === 0 ? 'a' : 'b');
}

/** Other processes read, in S3 out of one cache. */
async function keepsProcessesApart(kind: 'local' | 's3', times: number) {
  const stage = await createStage(kind);
  const args = [JSON.stringify(stage.location), stage.cacheFolder];
  const programs = await Promise.all([1, 2].map(() => startProgram(PROGRAM, { args })));
  await Promise.all(programs.map((program) => program.said(/reading/, 60)));
  await stage.replace(times);
  for (const program of programs) {
    program.say('enough\n');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { a, b } = JSON.parse(stdout.replace('reading', '')) as { a: number; b: number };
    expect(a + b).toBeGreaterThan(0);
  }
}

/** The whole cache goes, what is being read out of it too, while hours are replaced. */
async function survivesAnEmptiedCache(rounds: number) {
  const stage = await createStage('s3');
  let replacing = true;
  const emptying = async () => {
    while (replacing) {
      await rm(stage.cacheFolder, { recursive: true, force: true, maxRetries: 50 });
      await systemClock.sleep(50);
    }
  };
  const work = stage.replace(rounds).finally(() => {
    replacing = false;
  });
  const { a, b } = await readDuring(stage, Promise.all([work, emptying()]));
  expect(a + b).toBeGreaterThan(0);
}

describe('a reader while an hour is replaced, on local disk', () => {
  it('sees one version or the other, 20 times', () => keepsVersionsApart('local', 20));

  it.skipIf(!isLong)(
    'sees one version or the other, 200 times [long]',
    () => keepsVersionsApart('local', 200),
    300_000,
  );

  it.skipIf(!isLong)(
    'sees one version or the other from other processes [long]',
    () => keepsProcessesApart('local', 60),
    300_000,
  );
});

describe.skipIf(isSkipped('s3'))('a reader while an hour is replaced, in S3 [needs s3]', () => {
  it('sees one version or the other, 20 times', () => keepsVersionsApart('s3', 20));

  it('goes on while its cache is emptied', () => survivesAnEmptiedCache(10));

  it.skipIf(!isLong)(
    'sees one version or the other, 200 times [long]',
    () => keepsVersionsApart('s3', 200),
    300_000,
  );

  it.skipIf(!isLong)(
    'goes on while its cache is emptied all the time [long]',
    () => survivesAnEmptiedCache(100),
    300_000,
  );

  it.skipIf(!isLong)(
    'sees one version or the other from processes that share a cache [long]',
    () => keepsProcessesApart('s3', 60),
    300_000,
  );
});

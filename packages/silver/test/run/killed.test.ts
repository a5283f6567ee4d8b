import { fileURLToPath } from 'node:url';
import { isSkipped, spawnUntil, startProgram } from '@assay/testkit/servers';
import { describe, expect, it } from 'vitest';
import { setCrashStage } from './support/crash-stage.js';
import { dataset, trade, tradesIn } from './support/scene.js';

const PROGRAM = fileURLToPath(new URL('../programs/compactor-process.ts', import.meta.url));
const isLong = process.env.ASSAY_LONG === '1';

const STEPS = [
  'silver.after-build',
  'silver.after-accept',
  'silver.after-entry',
  'silver.after-replace',
];
const ON_DISK = [
  ...STEPS,
  'storage.after-staging-write',
  'storage.after-lock',
  'storage.after-rename',
  'storage.after-unlock',
];
/** Before it replaces the file: what it holds is older than what another one publishes meanwhile. */
const ZOMBIES = STEPS.slice(0, 3);

/** Each is a process of seconds; the step that leaves most to heal stands for the others. */
const chosen = (points: readonly string[]) =>
  isLong ? points : points.filter((name) => name === 'silver.after-entry');

describe('a compactor process over a local disk', () => {
  cases('local', ON_DISK);
});

describe.skipIf(isSkipped('s3'))('a compactor process over S3 [needs s3]', () => {
  cases('s3', STEPS);
});

function cases(kind: 'local' | 's3', points: readonly string[]): void {
  it.each(chosen(points))(
    'is killed at %s: the hour is the old one or the new, and the next compaction heals it',
    { timeout: 60_000 },
    async (name) => {
      const stage = await setCrashStage(kind);
      await stage.lake.add(dataset, tradesIn(14));
      await stage.compact();
      await stage.lake.add(dataset, [trade(14, 40)]);
      await spawnUntil(PROGRAM, { args: [stage.argument], failpoint: { name } });
      expect([10, 11]).toContain(await stage.read());
      await stage.compact();
      await stage.expectWhole(11);
    },
  );

  // The first publication of a file is no replacement.
  it.each(isLong ? points.filter((name) => !isOfReplacement(name)) : [])(
    'is killed at %s of an hour that never was: it is there whole, or asked for',
    { timeout: 60_000 },
    async (name) => {
      const stage = await setCrashStage(kind);
      await stage.lake.add(dataset, tradesIn(14));
      await spawnUntil(PROGRAM, { args: [stage.argument], failpoint: { name } });
      expect([10, 'NOT_COMPACTED']).toContain(await stage.read());
      await stage.compact();
      await stage.expectWhole(10);
    },
  );

  it.each(isLong ? [1, 2, 3] : [])(
    'races another process for an hour: one publishes it, the other says so (%d)',
    { timeout: 60_000 },
    async () => {
      const stage = await setCrashStage(kind);
      await stage.lake.add(dataset, tradesIn(14));
      const racers = await Promise.all(
        [1, 2, 3].map(() => startProgram(PROGRAM, { args: [stage.argument] })),
      );
      const ended = await Promise.all(racers.map((racer) => racer.ended));
      expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
      const said = ended.map(({ stdout }) => stdout).sort();
      expect(said).toEqual(['14 success', '14 unchanged', '14 unchanged']);
      await stage.expectWhole(10);
    },
  );

  it.each(chosen(ZOMBIES))(
    'is frozen at %s, and wakes after a newer compaction without putting the older hour back',
    { timeout: 60_000 },
    async (name) => {
      const stage = await setCrashStage(kind);
      await stage.lake.add(dataset, tradesIn(14));
      await stage.compact();
      await stage.lake.add(dataset, [trade(14, 40)]);
      await using zombie = await spawnUntil(PROGRAM, {
        args: [stage.argument],
        failpoint: { name, action: 'stop' },
      });
      await stage.lake.add(dataset, [trade(14, 41)]);
      expect(await stage.compact()).toEqual(['14 success']);
      expect(await stage.read()).toBe(12);
      zombie.resume();
      const { code, stdout } = await zombie.ended;
      expect([code, stdout]).toEqual([0, '14 unchanged']);
      await stage.expectWhole(12);
    },
  );
}

function isOfReplacement(name: string): boolean {
  return name.startsWith('storage.') && name !== 'storage.after-staging-write';
}

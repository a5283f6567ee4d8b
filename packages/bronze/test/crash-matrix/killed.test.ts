import { fileURLToPath } from 'node:url';
import { isSkipped, spawnUntil, startProgram } from '@assay/testkit/servers';
import { describe, expect, it } from 'vitest';
import { setStage } from './stage.js';

const PROGRAM = fileURLToPath(new URL('../programs/storing-writer.ts', import.meta.url));
const isLong = process.env.ASSAY_LONG === '1';

type Point = readonly [name: string, nth: number];

/** Between every two durable steps of a batch, the second of which has begun where `nth` is 2. */
const EVERYWHERE: readonly Point[] = [
  ['ledger.before-claim', 1],
  ['ledger.after-claim', 1],
  ['ledger.before-epoch', 1],
  ['ledger.after-epoch', 1],
  ...[1, 2].flatMap((nth): Point[] => [
    ['bronze.before-build', nth],
    ['bronze.after-build', nth],
    ['ledger.before-intent', nth],
    ['ledger.after-intent', nth],
    ['ledger.after-publish-file', nth],
    ['ledger.before-commit', nth],
    ['ledger.after-commit', nth],
  ]),
  ['ledger.after-publish-file', 3],
];
const ON_DISK: readonly Point[] = [
  ...EVERYWHERE,
  ...[1, 3, 5, 7].flatMap((nth): Point[] => [
    ['storage.after-staging-write', nth],
    ['storage.after-link', nth],
    ['storage.after-unlink', nth],
  ]),
];
const IN_S3: readonly Point[] = [
  ...EVERYWHERE,
  ...[1, 3, 5, 7].map((nth): Point => ['storage.after-put', nth]),
];
/** Before W1 it can publish nothing any more; after W1 only names that its successor publishes too. */
const ZOMBIES: readonly Point[] = [
  ['bronze.after-build', 1],
  ['ledger.before-intent', 1],
  ['ledger.after-intent', 1],
  ['ledger.after-publish-file', 1],
  ['ledger.before-commit', 1],
];

/** The whole matrix takes minutes; without it, a few points that each stand for a step. */
const FEW: ReadonlySet<string> = new Set(['ledger.after-publish-file', 'ledger.before-commit']);
const FEW_ZOMBIES: ReadonlySet<string> = new Set(['ledger.after-intent']);
const chosen = (points: readonly Point[], few: ReadonlySet<string>) =>
  isLong ? points : points.filter(([name, nth]) => nth === 1 && few.has(name));

describe.skipIf(isSkipped('nats'))('a writer process over a local disk [needs nats]', () => {
  cases('local', ON_DISK);
});

describe.skipIf(isSkipped('nats') || isSkipped('s3'))(
  'a writer process over S3 [needs nats] [needs s3]',
  () => {
    cases('s3', IN_S3);
  },
);

function cases(kind: 'local' | 's3', points: readonly Point[]): void {
  it.each(chosen(points, FEW))(
    'is killed at %s, passing %d, and its successor finishes what it began',
    { timeout: 60_000 },
    async (name, nth) => {
      const stage = await setStage(kind);
      await stage.publish(14);
      const args = [JSON.stringify(stage.settings)];
      await spawnUntil(PROGRAM, { args, failpoint: { name, nth } });
      await stage.publish(3);
      await stage.finish();
      await stage.expectProved();
    },
  );

  it.each(chosen(ZOMBIES, FEW_ZOMBIES))(
    'is frozen at %s, passing %d, and wakes fenced after its successor',
    { timeout: 60_000 },
    async (name, nth) => {
      const stage = await setStage(kind);
      await stage.publish(14);
      const args = [JSON.stringify(stage.settings)];
      await using zombie = await spawnUntil(PROGRAM, {
        args,
        failpoint: { name, nth, action: 'stop' },
      });
      await stage.publish(3);
      await stage.finish();
      await stage.expectProved();
      zombie.resume();
      const { code, stdout } = await zombie.ended;
      expect([code, stdout]).toEqual([3, 'FENCED']);
      await stage.expectProved();
    },
  );

  it('dies with its server, and both come back', { timeout: 60_000 }, async () => {
    const stage = await setStage(kind);
    await stage.publish(14);
    const args = [JSON.stringify(stage.settings)];
    const failpoint = { name: 'ledger.after-publish-file', nth: 1, action: 'stop' } as const;
    await using frozen = await spawnUntil(PROGRAM, { args, failpoint });
    await stage.server.kill();
    await frozen.kill();
    await stage.server.restart();
    await using next = await startProgram(PROGRAM, { args });
    expect((await next.ended).code).toBe(0);
    await stage.expectProved();
  });
}

import { isSkipped, type S3Fault } from '@assay/testkit/servers';
import { describe, expect, it } from 'vitest';
import { setStage } from './stage.js';

const isLong = process.env.ASSAY_LONG === '1';
const ENTRY = /_lake\/bronze\/[^/]+\/log\//;
const DATA = /\.parquet$/;

const FAULTS: readonly (readonly [string, S3Fault])[] = [
  ['429', { kind: 'answer', status: 429, when: 'before' }],
  ['500 before it is served', { kind: 'answer', status: 500, when: 'before' }],
  ['500 after it was served', { kind: 'answer', status: 500, when: 'after' }],
  ['503', { kind: 'answer', status: 503, when: 'before' }],
  ['a reset before it is served', { kind: 'reset', when: 'before' }],
  ['a reset in the middle', { kind: 'reset', when: 'midway' }],
  ['its reply lost', { kind: 'reset', when: 'after' }],
  ['409', { kind: 'answer', status: 409, when: 'before' }],
  ['409 after it was served', { kind: 'answer', status: 409, when: 'after' }],
  ['412 for nothing', { kind: 'answer', status: 412, when: 'before' }],
  ['412 for its own object', { kind: 'answer', status: 412, when: 'after' }],
];
const chosen = isLong ? FAULTS : FAULTS.filter(([name]) => /lost|412 for nothing/.test(name));
const NTH = isLong ? [1, 2, 3, 4] : [2];

describe.skipIf(isSkipped('nats') || isSkipped('s3'))(
  'a writer whose S3 answers wrongly [needs nats] [needs s3]',
  () => {
    const cases = chosen.flatMap(([name, fault]) =>
      [['an entry of the log', ENTRY] as const, ['a data file', DATA] as const].flatMap(
        ([what, key]) => NTH.map((nth) => ({ name, what, key, nth, fault })),
      ),
    );
    it.each(cases)(
      'stores everything once through $name to create $nth of $what',
      { timeout: 60_000 },
      async ({ key, nth, fault }) => {
        const stage = await setStage('s3');
        await stage.publish(20);
        const rule = stage.lake.faults?.inject({ operation: 'create', key, nth, fault });
        await stage.finish();
        expect(rule?.injected).toBe(1);
        stage.lake.faults?.clear();
        await stage.expectProved();
      },
    );
  },
);

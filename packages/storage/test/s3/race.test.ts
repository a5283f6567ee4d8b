import { describe, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { expectOneWinnerEach } from '../support/race.js';
import { expectOneReplacementEach } from '../support/replace-race.js';
import { useS3Server } from '../support/s3-lake.js';

const isLong = process.env.ASSAY_LONG === '1';

function describeRace(software: 'versitygw' | 'minio', processes: number): void {
  const scene = useS3Server(software);
  it(`lets exactly one of ${processes} processes create each object`, async () => {
    const location = scene.freshLocation();
    await expectOneWinnerEach(processes, location, await scene.open(location));
  }, 60_000);

  it.skipIf(!isLong)(
    `lets exactly one of ${processes} processes replace each state [long]`,
    async () => {
      const location = scene.freshLocation();
      await expectOneReplacementEach(processes, 25, location, await scene.open(location));
    },
    150_000,
  );
}

describe.skipIf(isSkipped('s3'))('objects in S3 among processes [needs s3]', () =>
  // Each loads the library of AWS: eight are for the long run.
  describeRace('versitygw', isLong ? 8 : 3),
);
describe.skipIf(!isLong || isSkipped('minio'))(
  'objects in MinIO among processes [long] [needs minio]',
  () => describeRace('minio', 8),
);

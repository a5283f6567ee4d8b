import { describe, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { expectOneWinnerEach } from '../support/race.js';
import { useS3Server } from '../support/s3-lake.js';

const isLong = process.env.ASSAY_LONG === '1';

function describeRace(software: 'versitygw' | 'minio'): void {
  const scene = useS3Server(software);
  it('lets exactly one of eight processes create each object', { timeout: 60_000 }, async () => {
    const location = scene.freshLocation();
    await expectOneWinnerEach(location, await scene.open(location));
  });
}

describe.skipIf(isSkipped('s3'))('createIfAbsent in S3 among processes [needs s3]', () =>
  describeRace('versitygw'),
);
describe.skipIf(!isLong || isSkipped('minio'))(
  'createIfAbsent in MinIO among processes [long] [needs minio]',
  () => describeRace('minio'),
);

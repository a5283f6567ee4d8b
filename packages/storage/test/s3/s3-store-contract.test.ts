import { describe, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { OBJECT_STORE_CONTRACT } from '../../src/contract.js';
import { freshFolder } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';

/** The twin reads its listings in pages of a few keys: each boundary of a page is met. */
function describeContract(software: 'versitygw' | 'minio'): void {
  const scene = useS3Server(software);

  it.each(OBJECT_STORE_CONTRACT)('$name', async ({ run }) => {
    const location = scene.freshLocation();
    const [store, twin] = [await scene.open(location), await scene.open(location, { pageKeys: 3 })];
    await run({ store, twin, scratch: await freshFolder() });
  });
}

describe.skipIf(isSkipped('s3'))('createS3Store, by the contract of every store [needs s3]', () =>
  describeContract('versitygw'),
);

const isLong = process.env.ASSAY_LONG === '1';
describe.skipIf(!isLong || isSkipped('minio'))(
  'createS3Store on MinIO, by the contract of every store [long] [needs minio]',
  () => describeContract('minio'),
);

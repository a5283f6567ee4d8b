import { describe, it } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { OBJECT_STORE_CONTRACT } from '../../src/contract.js';
import { freshFolder } from '../scene.js';
import { useS3Server } from '../support/s3-lake.js';

describe.skipIf(isSkipped('s3'))('createS3Store [needs s3]', () => {
  const scene = useS3Server('versitygw');

  it.each(OBJECT_STORE_CONTRACT)('$name', async ({ run }) => {
    const location = scene.freshLocation();
    const [store, twin] = [await scene.open(location), await scene.open(location)];
    await run({ store, twin, scratch: await freshFolder() });
  });
});

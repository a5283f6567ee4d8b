import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCommittedFiles, createPlaces } from '@assay/ledger';
import { describe, expect, it } from 'vitest';
import { openInputs } from '../../src/run/open-inputs.js';
import { createScene, dataset, DATE, tradesIn } from './support/scene.js';

describe('openInputs', () => {
  it('refuses what was made of a file that was written to after its digest was taken', async () => {
    const { lake, store, root } = await createScene();
    await lake.add(dataset, tradesIn(14));
    const places = createPlaces();
    const bronze = createCommittedFiles(store, places, 'bronze');
    const { files } = await bronze.of(dataset);
    const inputs = await openInputs({ bronze, places }, { dataset, date: DATE }, files);
    await expect(inputs.assertUnchanged()).resolves.toBeUndefined();
    await appendFile(join(root, files[0].file.key), 'x');
    await expect(inputs.assertUnchanged()).rejects.toMatchObject({
      code: 'INPUT_CHANGED',
      message: expect.stringContaining('was written to while it was read: put the file back'),
    });
    await inputs.release();
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@assay/schemas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSettings } from '../src/run-settings.js';
import { failureOf } from './collect.js';

const KNOWN = [
  { name: 'symbol', value: 'SYMBOL', repeatable: true, describe: '' },
  { name: 'definitions', value: 'FILE', repeatable: true, isFile: true, describe: '' },
];

describe('runSettings', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-feeds-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('puts what a file holds in the place of its path', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'some definitions');
    expect(await runSettings({ symbol: ['A'], definitions: [path] }, KNOWN)).toEqual({
      symbol: ['A'],
      definitions: [sha256Hex('some definitions')],
    });
  });

  it('names the file that cannot be read', async () => {
    const path = join(folder, 'none');
    const error = await failureOf(runSettings({ definitions: [path] }, KNOWN));
    expect([error.code, error.place?.file]).toEqual(['UNREADABLE', path]);
  });
});

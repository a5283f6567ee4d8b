import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/scene.js';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../programs/failing-writer.ts', import.meta.url));

describe('a process whose writer has failed', () => {
  it('is told so, and is not kept alive', async () => {
    const options = ['--conditions=@assay/source', '--import', 'tsx'];
    const folder = await scratchFolder();
    const { stdout } = await run(process.execPath, [...options, PROGRAM, folder], {
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual(['the lake went away', 'the lake went away']);
  });
});

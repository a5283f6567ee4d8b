import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { NOTE_KINDS, PROBLEM_KINDS } from '../../src/verify/problem.js';

describe('docs/verify.md', () => {
  it('names every problem, in order, and every note', async () => {
    const page = await readFile(new URL('../../../../docs/verify.md', import.meta.url), 'utf8');
    const [, problems = ''] = page.split('## Problems');
    const listed = [...problems.matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind]) => kind);
    expect(listed).toEqual(Object.keys(PROBLEM_KINDS));
    for (const kind of Object.keys(NOTE_KINDS)) {
      expect(page).toContain(`\`${kind}\``);
    }
  });
});

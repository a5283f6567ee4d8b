import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startService } from './support/running-service.js';

const PAGE = new URL('../../../docs/operations.md', import.meta.url);

describe('docs/operations.md', () => {
  it('lists every metric of the service, and no other', async () => {
    const { url } = await startService();
    const text = await (await fetch(url('/metrics'))).text();
    const page = await readFile(PAGE, 'utf8');
    const named = (pattern: RegExp, where: string) =>
      [...where.matchAll(pattern)].map(([, name]) => name).sort();
    expect(named(/^\| `(assay_\w+)`/gm, page)).toEqual(named(/^# TYPE (assay_\w+)/gm, text));
  });
});

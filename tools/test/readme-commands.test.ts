import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** The fenced blocks of a page whose info string is `sh tested`. */
function testedBlocks(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```sh tested\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
}

/** `npx <app> …` runs the app's sources, so that the page can be tested without a build. */
const NPX = `#!/bin/sh
app="$1"; shift
exec "${process.execPath}" --conditions=@assay/source \\
  --import "${join(ROOT, 'node_modules/tsx/dist/loader.mjs')}" \\
  "${ROOT}/apps/$app/src/main.ts" "$@"
`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-readme-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'npx'), NPX);
  chmodSync(join(folder, 'bin', 'npx'), 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(script: string) {
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const env = { PATH: path, HOME: folder, NODE_NO_WARNINGS: '1' };
  return spawnSync('bash', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8' });
}

describe('README.md', () => {
  const blocks = testedBlocks('README.md');

  it('keeps the two first commands first', () => {
    const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [first, second] = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
      ([, block]) => block,
    );
    expect(first).toBe('npm ci && npx nx run lake-service:serve\n');
    expect(second).toBe('npm ci && npm test\n');
  });

  it('brings a simulated market in once, however often it is sent', { timeout: 120_000 }, () => {
    const { status, stderr } = run(blocks[0]);
    expect(status, stderr).toBe(0);
    const [once, twice] = stderr.trim().split('\n');
    expect(once).toMatch(/ [1-9][\d,]* sent, 0 already stored/);
    expect(twice).toMatch(/ 0 sent, [1-9][\d,]* already stored/);
  });

  it('stores one line and refuses the other, as it says', () => {
    const { status, stdout, stderr } = run(blocks[1]);
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ rows: { 'futures.trades.v1': 1 }, dead_letters: 1 });
  });
});

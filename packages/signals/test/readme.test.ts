import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as signals from '../src/index.js';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = join(root, 'tmp');

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(readme);
  if (found === null) {
    throw new Error(`expected a block of ${language} in README.md, was none`);
  }
  return found[1];
}

describe('README', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows an example that prints what it says', async () => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'readme-example.ts');
    writeFileSync(file, block('ts').replace('@assay/signals', '../src/index.js'));
    const print = vi.spyOn(console, 'log').mockReturnValue();
    await import(/* @vite-ignore */ file);
    const printed = print.mock.calls.map(([line]) => String(line));
    print.mockRestore();
    expect(printed.join('\n')).toBe(block('text'));
  });

  it('lists everything that can be imported, and nothing else', () => {
    const section = readme.slice(readme.indexOf('## API'), readme.indexOf('## Boundaries'));
    const names = [...section.matchAll(/`([a-zA-Z0-9_]+)`/g)].map(([, name]) => name);
    const values = names.filter((name) => /^[a-z]/.test(name) || /^[A-Z_]+$/.test(name));
    const codes = ['BAD_CONFIG', 'BAD_EVENT', 'BAD_STATE', 'BAD_CALL', 'code'];
    expect(values.filter((name) => !codes.includes(name) && !(name in signals))).toEqual([]);
    expect(Object.keys(signals).filter((name) => !names.includes(name))).toEqual([]);
  });
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as calendar from '../src/index.js';

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
    writeFileSync(file, block('ts').replace('@assay/calendar', '../src/index.js'));
    const print = vi.spyOn(console, 'log').mockReturnValue();
    await import(/* @vite-ignore */ file);
    const printed = print.mock.calls.map((parts) => parts.map(String).join(' '));
    print.mockRestore();
    expect(printed.join('\n')).toBe(block('text'));
  });

  it('lists functions, constants and methods that exist', () => {
    const section = readme.slice(readme.indexOf('## API'), readme.indexOf('## Boundaries'));
    const names = [...section.matchAll(/`([a-zA-Z]+)[`(]/g)].map(([, name]) => name);
    const known = { ...calendar, ...calendar.exchangeCalendar('cme-es') };
    const values = names.filter((name) => /^[a-z]/.test(name));
    expect(values.filter((name) => name !== 'code' && !(name in known))).toEqual([]);
  });

  it('lists every function that there is', () => {
    const functions = Object.entries(calendar)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    const isListed = (name: string) =>
      readme.includes(`\`${name}\``) || readme.includes(`\`${name}(`);
    expect(functions.filter((name) => !isListed(name))).toEqual([]);
  });
});

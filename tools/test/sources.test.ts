import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceComplaints } from '../lib/sql-lint.mjs';
import { testComplaints } from '../lib/test-lint.mjs';
import { filesBelow, readProjects, ROOT } from '../lib/workspace.mjs';

/** `complain` over every TypeScript file below one kind of folder of every project. */
function complaints(kind: string, complain: (source: string) => string[]): string[] {
  return readProjects()
    .flatMap(({ folder }) => filesBelow(join(ROOT, folder, kind), /\.ts$/))
    .flatMap((file) =>
      complain(readFileSync(file, 'utf8')).map((each) => `${relative(ROOT, file)}:${each}`),
    );
}

describe('the sources', () => {
  it('hold no SQL whose result changes between two runs', () => {
    expect(complaints('src', sourceComplaints)).toEqual([]);
  });

  it('are in kebab-case files', () => {
    const names = readProjects()
      .flatMap(({ folder }) => filesBelow(join(ROOT, folder), /\.(ts|mjs|js)$/))
      .map((file) => basename(file));
    expect(names.filter((name) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.(ts|mjs|js)$/.test(name))).toEqual(
      [],
    );
  });

  it('read no source or build output of another package by a path', () => {
    const reaches = (source: string): string[] =>
      /from '(\.\.\/)+(packages|apps)\//.test(source) ? ['1: imports a package by its path'] : [];
    expect(complaints('src', reaches)).toEqual([]);
    expect(complaints('test', reaches)).toEqual([]);
  });
});

describe('the tests', () => {
  it('skip nothing without saying why', () => {
    const own = (each: string): boolean => !each.startsWith('tools/');
    expect(complaints('test', testComplaints).filter(own)).toEqual([]);
  });
});

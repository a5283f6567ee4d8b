import { describe, expect, it } from 'vitest';
import { depConstraints, importsOf, PACKAGES, testImportsOf, TIERS } from '../house.mjs';
import { houseViolations } from '../lib/house-check.mjs';
import { readProjects, ROOT } from '../lib/workspace.mjs';

describe('the table', () => {
  it('names only packages that have a row', () => {
    for (const row of Object.values(PACKAGES)) {
      for (const name of row) expect(PACKAGES).toHaveProperty(name);
    }
  });

  it('has no cycle', () => {
    const reach = (name: string, path: string[]): void => {
      expect(path).not.toContain(name);
      for (const below of importsOf(name)) reach(below, [...path, name]);
    };
    for (const name of Object.keys(PACKAGES)) reach(name, []);
  });

  it('keeps the tiers apart', () => {
    for (const tier of TIERS) {
      const others = TIERS.filter((name) => name !== tier);
      for (const other of others) expect(testImportsOf(tier)).not.toContain(other);
    }
  });

  it('gives testkit to tests alone, and never to what testkit stands on', () => {
    for (const { sourceTag, onlyDependOnLibsWithTags } of depConstraints('source')) {
      expect({ sourceTag, tags: onlyDependOnLibsWithTags }).not.toMatchObject({
        tags: expect.arrayContaining(['scope:testkit']),
      });
    }
    expect(testImportsOf('bronze')).toContain('testkit');
    expect(testImportsOf('ledger')).not.toContain('testkit');
  });

  it('refuses a project without a row', () => {
    expect(() => importsOf('attic')).toThrow('expected a row for "attic" in tools/house.mjs');
  });
});

describe('the house', () => {
  it('stays within the table', { timeout: 60_000 }, async () => {
    expect(await houseViolations(ROOT)).toEqual([]);
  });

  it('has a vocabulary that depends on zod and nothing else', () => {
    const schemas = readProjects().find(({ name }) => name === 'schemas');
    expect(Object.keys(schemas?.manifest.dependencies)).toEqual(['zod']);
    expect(schemas?.manifest.peerDependencies).toBeUndefined();
    expect(schemas?.manifest.optionalDependencies).toBeUndefined();
  });
});

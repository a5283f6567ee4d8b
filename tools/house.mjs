/**
 * Who may import whom: the one declaration that the lint rule, the graph check, the package manifests
 * and the TypeScript references are all held to (docs/adr/0001 and CONTRIBUTING.md say how).
 *
 * A package that does not exist yet keeps its row, so that the day it is born its place is known.
 */

/** Package → the packages that its sources may import, besides `telemetry`, which all but the two roots may. */
export const PACKAGES = Object.freeze({
  schemas: [],
  telemetry: [],
  calendar: ['schemas'],
  storage: ['schemas'],
  wal: ['schemas'],
  cli: ['schemas'],
  query: ['schemas', 'storage'],
  bus: ['schemas', 'wal'],
  ledger: ['schemas', 'storage'],
  feeds: ['schemas', 'calendar', 'query'],
  bronze: ['schemas', 'storage', 'query', 'bus', 'ledger'],
  signals: ['schemas', 'calendar'],
  features: ['schemas', 'calendar', 'query', 'signals'],
  silver: ['schemas', 'calendar', 'storage', 'query', 'ledger', 'features'],
  gold: ['schemas', 'calendar', 'storage', 'query', 'bus', 'ledger', 'features'],
  replay: [
    'schemas',
    'calendar',
    'storage',
    'query',
    'bus',
    'ledger',
    'signals',
    'features',
    'gold',
  ],
  testkit: ['schemas', 'storage', 'wal', 'bus', 'ledger'],
});

/** The apps: any package, `testkit` only in tests, never another app. */
export const APPS = Object.freeze([
  'lake-service',
  'silver-cli',
  'gold-cli',
  'replay-engine',
  'feed-cli',
]);

/** Tiers share through the packages below them, never directly. */
export const TIERS = Object.freeze(['bronze', 'silver', 'gold']);

/** Imported by nothing but tests, as a devDependency. */
export const TEST_ONLY = 'testkit';

/** The repository's own tools: imports nothing and is imported by nothing. */
export const TOOLS = 'tools';

/** The folder of `project` in the workspace. */
export function folderOf(project) {
  if (project === TOOLS) return TOOLS;
  return APPS.includes(project) ? `apps/${project}` : `packages/${project}`;
}

/** The Nx tags that `project` has to carry. */
export function tagsOf(project) {
  return [`scope:${project}`, `tier:${tierOf(project)}`];
}

function tierOf(project) {
  if (APPS.includes(project)) return 'app';
  if (TIERS.includes(project)) return project;
  if (project === TOOLS) return 'tool';
  if (project === TEST_ONLY) return 'test';
  return ['feeds', 'signals', 'features', 'replay'].includes(project) ? project : 'foundation';
}

/** The projects that the sources of `project` may import; an error when the table has no row for it. */
export function importsOf(project) {
  if (project === TOOLS) return [];
  if (APPS.includes(project)) return Object.keys(PACKAGES).filter((name) => name !== TEST_ONLY);
  const row = PACKAGES[project];
  if (row === undefined) {
    throw new Error(
      `expected a row for "${project}" in tools/house.mjs, was none: a new package adds its row in the same commit`,
    );
  }
  const root = project === 'schemas' || project === 'telemetry';
  return root ? [] : [...row, 'telemetry'];
}

/**
 * The projects that the tests and benches of `project` may import: what its sources may, and
 * `testkit`, unless `testkit` itself stands on the project (that would be a cycle).
 */
export function testImportsOf(project) {
  const below = [TEST_ONLY, TOOLS, ...importsOf(TEST_ONLY)];
  return below.includes(project) ? importsOf(project) : [...importsOf(project), TEST_ONLY];
}

/** Every project of the table, present or planned. */
export function projectsOfTheHouse() {
  return [...Object.keys(PACKAGES), ...APPS, TOOLS];
}

/** The constraints of `@nx/enforce-module-boundaries`, for sources or for tests and benches. */
export function depConstraints(kind) {
  const allowed = kind === 'test' ? testImportsOf : importsOf;
  return projectsOfTheHouse().map((project) => ({
    sourceTag: `scope:${project}`,
    onlyDependOnLibsWithTags: allowed(project).map((name) => `scope:${name}`),
  }));
}

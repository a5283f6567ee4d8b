import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  folderOf,
  importsOf,
  projectsOfTheHouse,
  tagsOf,
  TEST_ONLY,
  testImportsOf,
} from '../house.mjs';
import { filesBelow, readJson, readProjects } from './workspace.mjs';
import { run } from './run.mjs';

/**
 * The real project graph of Nx: for each project, those it imports by any file or manifest.
 *
 * @param {string} root the workspace
 * @returns {Promise<Map<string, string[]>>}
 */
async function readGraph(root) {
  const scratch = mkdtempSync(join(tmpdir(), 'assay-graph-'));
  try {
    const file = join(scratch, 'graph.json');
    const { code, output } = await run('nx', ['graph', `--file=${file}`], { cwd: root });
    if (code !== 0) throw new Error(`expected nx graph to end with 0, was ${code}:\n${output}`);
    const { nodes, dependencies } = readJson(file).graph;
    return new Map(
      Object.keys(nodes).map((name) => [
        name,
        dependencies[name]
          .filter(({ type, target }) => type !== 'implicit' && target in nodes)
          .map(({ target }) => target),
      ]),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Where the Nx graph leaves the table. One sentence each; none when it does not. */
function graphViolations(graph) {
  return [...graph].flatMap(([name, targets]) => {
    if (!projectsOfTheHouse().includes(name)) return [noRow(name)];
    return targets
      .filter((target) => !testImportsOf(name).includes(target))
      .map((target) => `graph: ${name} imports ${target}, which tools/house.mjs does not allow`);
  });
}

/** Where manifests, references and exports leave the table. */
function manifestViolations(root) {
  const projects = readProjects(root);
  const versions = new Map(projects.map((each) => [each.manifest.name, each.manifest.version]));
  return projects.flatMap((project) => {
    if (!projectsOfTheHouse().includes(project.name)) return [noRow(project.name)];
    return [
      ...dependencyViolations(project, versions),
      ...tagViolations(project),
      ...(project.name === 'tools' ? [] : exportViolations(project)),
      ...(project.name === 'tools' ? [] : referenceViolations(project)),
      ...rootReferenceViolations(root, project),
      ...testkitViolations(root, project),
    ];
  });
}

function noRow(name) {
  return `table: expected a row for ${name} in tools/house.mjs, was none`;
}

function housemates(dependencies = {}) {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@assay/'))
    .map((name) => name.slice('@assay/'.length));
}

function dependencyViolations({ name, manifest }, versions) {
  const own = (kind, allowed) =>
    housemates(manifest[kind])
      .filter((target) => !allowed.includes(target))
      .map((target) => `package.json: ${name} has ${target} in ${kind}, which the table forbids`);
  const pins = { ...manifest.dependencies, ...manifest.devDependencies };
  const stale = Object.entries(pins)
    .filter(([target, pin]) => versions.has(target) && versions.get(target) !== pin)
    .map(
      ([target, pin]) =>
        `package.json: ${name} expected ${target} at ${versions.get(target)}, was ${pin}`,
    );
  return [
    ...own('dependencies', importsOf(name)),
    ...own('devDependencies', testImportsOf(name)),
    ...own('peerDependencies', []),
    ...own('optionalDependencies', []),
    ...stale,
  ];
}

function tagViolations({ name, manifest }) {
  const tags = manifest.nx?.tags ?? [];
  return tagsOf(name)
    .filter((tag) => !tags.includes(tag))
    .map((tag) => `package.json: ${name} expected the Nx tag ${tag}, was [${tags.join(', ')}]`);
}

function exportViolations({ name, manifest }) {
  const { exports = {} } = manifest;
  const wrong = [];
  if (exports['./internal/*'] !== null) {
    wrong.push(`exports: ${name} expected "./internal/*": null`);
  }
  if (Object.keys(exports['.'] ?? {})[0] !== '@assay/source') {
    wrong.push(`exports: ${name} expected "@assay/source" as the first condition of "."`);
  }
  const open = Object.keys(exports).filter(
    (path) => exports[path] !== null && path !== './package.json' && path.includes('*'),
  );
  return [...wrong, ...open.map((path) => `exports: ${name} opens ${path} to deep imports`)];
}

/** References say exactly what the manifest says, else TypeScript would allow what npm does not. */
function referenceViolations({ name, manifest, library, spec }) {
  const declared = housemates(manifest.dependencies);
  const forTests = [...declared, ...housemates(manifest.devDependencies)];
  const compare = (file, expected, config) => {
    const actual = (config?.references ?? []).map(({ path }) => path);
    const missing = expected.filter((path) => !actual.includes(path));
    const extra = actual.filter((path) => !expected.includes(path));
    return [
      ...missing.map((path) => `references: ${name}/${file} expected ${path}, was missing`),
      ...extra.map((path) => `references: ${name}/${file} has ${path}, not in package.json`),
    ];
  };
  const paths = (names) => names.map((each) => `../../${folderOf(each)}/tsconfig.lib.json`);
  return [
    ...compare('tsconfig.lib.json', paths(declared), library),
    ...compare('tsconfig.spec.json', ['./tsconfig.lib.json', ...paths(forTests)], spec),
  ];
}

function rootReferenceViolations(root, { folder }) {
  const { references = [] } = readJson(join(root, 'tsconfig.json')) ?? {};
  const listed = references.some(({ path }) => path === `./${folder}`);
  return listed ? [] : [`references: tsconfig.json expected ./${folder}, was missing`];
}

function testkitViolations(root, { name, folder }) {
  if (name === TEST_ONLY) return [];
  return filesBelow(join(root, folder, 'src'), /\.ts$/)
    .filter((file) => /['"]@assay\/testkit['"/]/.test(readFileSync(file, 'utf8')))
    .map((file) => `sources: ${file.slice(root.length + 1)} imports testkit outside a test`);
}

/** Every violation of the house in the workspace at `root`. */
export async function houseViolations(root) {
  return [...manifestViolations(root), ...graphViolations(await readGraph(root))];
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout that these tools belong to. */
export const ROOT = join(import.meta.dirname, '../..');

/**
 * One package or app as its own files describe it.
 *
 * @typedef {object} Project
 * @property {string} name the folder's name, which is also the Nx name
 * @property {string} folder relative to the workspace
 * @property {any} manifest its package.json
 * @property {any} library its tsconfig.lib.json
 * @property {any} spec its tsconfig.spec.json
 */

/**
 * The packages, apps and tools found in the workspace at `root`.
 *
 * @returns {Project[]}
 */
export function readProjects(root = ROOT) {
  const folders = ['packages', 'apps']
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .concat(existsSync(join(root, 'tools/package.json')) ? ['tools'] : []);
  return folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({
      name: folder.split('/').at(-1) ?? folder,
      folder,
      manifest: readJson(join(root, folder, 'package.json')),
      library: readJson(join(root, folder, 'tsconfig.lib.json')),
      spec: readJson(join(root, folder, 'tsconfig.spec.json')),
    }));
}

/** The packages that go to a registry: everything that is not private. */
export function publishable(root = ROOT) {
  return readProjects(root).filter((project) => project.manifest.private !== true);
}

/** The JSON in a file, or `undefined` when there is no such file. */
export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Every file below `folder` whose name `matches`, sorted, without build output and dependencies.
 *
 * @param {string} folder
 * @param {RegExp} matches tested on the file's name
 * @returns {string[]} absolute paths
 */
export function filesBelow(folder, matches) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (['node_modules', 'dist', 'dist-test'].includes(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, matches);
      return matches.test(entry.name) ? [path] : [];
    })
    .sort();
}

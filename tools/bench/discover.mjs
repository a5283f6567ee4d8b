import { join } from 'node:path';
import { filesBelow, readProjects } from '../lib/workspace.mjs';

/**
 * The bench files of the workspace at `root`, sorted.
 *
 * @param {string} root
 * @returns {string[]} absolute paths
 */
export function benchFiles(root) {
  return readProjects(root)
    .filter(({ name }) => name !== 'tools')
    .flatMap(({ folder }) => filesBelow(join(root, folder, 'bench'), /\.bench\.ts$/));
}

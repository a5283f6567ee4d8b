import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow, publishable } from './workspace.mjs';

/**
 * Declarations that reach for another package's file by a relative path. The compiler writes one when
 * a public type is inferred from a type that its package does not export; it breaks once published.
 *
 * @param {string} root the workspace
 * @returns {string[]} one sentence each
 */
export function leakedDeclarations(root) {
  return publishable(root).flatMap(({ folder }) => {
    const dist = join(root, folder, 'dist');
    return declarationsIn(dist).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)]
        .map(([, target]) => target)
        .filter((target) => relative(dist, join(dirname(file), target)).startsWith('..'))
        .map(
          (target) =>
            `${relative(root, file)} refers to ${target}: write the type out, or export it there`,
        ),
    );
  });
}

function declarationsIn(dist) {
  return filesBelow(dist, /\.d\.ts$/);
}

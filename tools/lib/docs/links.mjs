import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { filesBelow, readProjects } from '../workspace.mjs';

const LINK = /\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g;

/**
 * What is wrong with the links of README.md and docs/: relative ones that lead nowhere, and packages or
 * apps that no page leads to.
 *
 * @returns {string[]}
 */
export function linkComplaints(root) {
  const readme = join(root, 'README.md');
  const pages = [
    ...(existsSync(readme) ? [readme] : []),
    ...filesBelow(join(root, 'docs'), /\.md$/),
  ];
  const links = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(LINK)]
      .map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => ({ page: relative(root, page), target: resolve(dirname(page), link) })),
  );
  const broken = links
    .filter(({ target }) => !existsSync(target))
    .map(({ page, target }) => `${page}: links to ${relative(root, target)}, which is not there`);
  const folders = readProjects(root).filter(({ folder }) => folder !== 'tools');
  const lonely = folders
    .filter(({ folder }) => !links.some(({ target }) => leadsTo(join(root, folder), target)))
    .map(({ folder }) => `${folder}: no link from README.md or docs/ leads to it`);
  return [...broken, ...lonely];
}

function leadsTo(folder, target) {
  return target === folder || target === join(folder, 'README.md');
}

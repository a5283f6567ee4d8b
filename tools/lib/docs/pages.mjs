import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configurationPage } from './configuration.mjs';
import { dataLayoutPage } from './data-layout.mjs';

/**
 * A page that is made from declarations.
 *
 * @typedef {object} Page
 * @property {string} file relative to the workspace
 * @property {string} text Markdown, not yet formatted
 */

/**
 * Every generated page of the workspace at `root`.
 *
 * @returns {Promise<Page[]>}
 */
export async function generatedPages(root) {
  const [schemas, cli] = await Promise.all([sourcesOf(root, 'schemas'), sourcesOf(root, 'cli')]);
  const configuration = configurationPage(cli);
  return [
    { file: 'docs/data-layout.md', text: dataLayoutPage(schemas) },
    ...(configuration === undefined
      ? []
      : [{ file: 'docs/configuration.md', text: configuration }]),
  ];
}

/** What a package exports, read from its sources: a build may be missing or old. */
async function sourcesOf(root, name) {
  const index = join(root, 'packages', name, 'src/index.ts');
  if (!existsSync(index))
    throw new Error(`expected the sources of ${name} at ${index}, was no file`);
  return import(pathToFileURL(index).href);
}

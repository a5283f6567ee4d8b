import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const NOTICE = '<!-- Generated from the sources by `node tools/docs.mjs`. Do not edit. -->\n\n';

/**
 * The files whose text on disk is not the page's.
 *
 * @param {string} root
 * @param {readonly import('./pages.mjs').Page[]} pages
 */
export async function stalePages(root, pages) {
  const stale = [];
  for (const page of pages) {
    const path = join(root, page.file);
    const now = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (now !== (await formatted(root, page))) stale.push(page.file);
  }
  return stale;
}

/**
 * Writes the pages that are out of date.
 *
 * @param {string} root
 * @param {readonly import('./pages.mjs').Page[]} pages
 * @returns {Promise<string[]>} the files written
 */
export async function writePages(root, pages) {
  const stale = await stalePages(root, pages);
  for (const page of pages.filter(({ file }) => stale.includes(file))) {
    writeFileSync(join(root, page.file), await formatted(root, page));
  }
  return stale;
}

/** The page as Prettier leaves it, so that the format check and this one never disagree. */
async function formatted(root, { file, text }) {
  const filepath = join(root, file);
  const options = await resolveConfig(filepath);
  return format(NOTICE + text, { ...options, filepath });
}

import { CATALOGUE } from './catalogue.mjs';
import { s3Program } from './s3.mjs';
import { skippedPrograms } from './skipped.mjs';

/**
 * The programs that tests need by their titles: `[needs NAME]`. Left out are those that ASSAY_SKIP
 * names and, in a usual run, those of the long tests; a name that is not in the catalogue belongs to
 * something that the test finds for itself.
 *
 * @param {readonly string[]} sources texts of test files
 * @param {Record<string, string | undefined>} environment
 * @returns {string[]} names of the catalogue, in its order
 */
export function neededPrograms(sources, environment) {
  const skip = skippedPrograms(environment);
  const long = environment.ASSAY_LONG === '1';
  const named = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\[needs ([a-z0-9-]+)\]/g)].map((found) => found[1]),
    ),
  );
  return Object.entries(CATALOGUE)
    .filter(([name, program]) => named.has(name) && !skip.includes(name) && (long || !program.long))
    .map(([name]) => (name === 's3' ? s3Program(environment) : name));
}

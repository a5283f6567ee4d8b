import { readSetting } from '../testing/skips.mjs';
import { absence, findProgram, provisionProgram } from './provision.mjs';

/** Whether ASSAY_SKIP names a program, so that the tests that need it are left out and told of. */
export function isSkipped(name) {
  return readSetting(process.env, undefined).skip.includes(name);
}

/**
 * The executable of a program. Under Vitest the global setup has already tried to provision it and
 * said what went wrong; elsewhere (benches) that happens here.
 *
 * @param {string} name of the catalogue
 */
export async function programPath(name) {
  if (process.env.VITEST === undefined) {
    return (await provisionProgram(name, (line) => console.error(line))).path;
  }
  const found = await findProgram(name);
  if (found === undefined) throw new Error(absence(name));
  return found.path;
}

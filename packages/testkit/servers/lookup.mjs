import { absence, findProgram, provisionProgram } from './provision.mjs';

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

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { CATALOGUE } from './catalogue.mjs';

const execute = promisify(execFile);

/** Where programs are kept: outside any checkout, so that all of them share it. */
export function cacheFolder(environment = process.env) {
  return environment.ASSAY_SERVERS_CACHE ?? join(homedir(), '.cache/assay/servers');
}

/**
 * Where a program is.
 *
 * @typedef {object} Found
 * @property {string} name
 * @property {string} path of its executable
 * @property {'PATH' | 'cache' | 'provisioned'} from
 */

/**
 * Looks for a program, on PATH first, then in the cache. Changes nothing.
 *
 * @param {string} name of the catalogue
 * @returns {Promise<Found | undefined>}
 */
export async function findProgram(name) {
  const program = programOf(name);
  const path = await findOnPath(program);
  if (path !== undefined) return { name, path, from: 'PATH' };
  const cached = findInCache(program);
  return cached === undefined ? undefined : { name, path: cached, from: 'cache' };
}

/**
 * Finds a program of the catalogue, or installs it into the cache.
 *
 * @param {string} name
 * @param {(line: string) => void} say is told what takes time
 * @returns {Promise<Found>}
 */
export async function provisionProgram(name, say) {
  const found = await findProgram(name);
  if (found !== undefined) return found;
  try {
    return { name, path: await provision(programOf(name), say), from: 'provisioned' };
  } catch (error) {
    const words = error instanceof Error ? error.message : error;
    throw new Error(`${absence(name)}\n${words}`, { cause: error });
  }
}

/**
 * The executable of a program in the cache; where it is absent it is installed by the first recipe that
 * works. Each builds in a folder of its own that is renamed when it is whole: runs side by side and runs
 * that are killed leave no half of a program behind.
 *
 * @param {import('./catalogue.mjs').Program} program
 * @param {(line: string) => void} say
 */
export async function provision(program, say) {
  const cached = findInCache(program);
  if (cached !== undefined) return cached;
  const complaints = [];
  for (const recipe of program.recipes) {
    say(`provisioning ${program.folder} ${recipe.version}: ${recipe.command}`);
    try {
      return await install(program, recipe, say);
    } catch (error) {
      complaints.push(`${recipe.command}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(complaints.join('\n'));
}

/** @param {import('./catalogue.mjs').Program} program */
function findInCache({ folder, executable, recipes }) {
  return recipes
    .map(({ version }) => join(cacheFolder(), `${folder}-${version}`, executable))
    .find((file) => existsSync(file));
}

/** What is said where a program is missing, with the command that would install it. */
export function absence(name) {
  const { recipes } = programOf(name);
  return (
    `expected ${name} on PATH or in ${cacheFolder()}, was absent: ` +
    `run "npx assay-servers --only ${name}", which tries ` +
    `${recipes.map(({ command }) => `"${command}"`).join(', then ')}; ` +
    `or leave its tests out with ASSAY_SKIP=${name}`
  );
}

async function install(program, recipe, say) {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  removeLeftovers(cache);
  const scratch = mkdtempSync(join(cache, `.new-${process.pid}-`));
  const final = join(cache, `${program.folder}-${recipe.version}`);
  try {
    await recipe.install(scratch, async (needed) => (await provisionProgram(needed, say)).path);
    if (!existsSync(join(scratch, program.executable))) {
      throw new Error(`expected it to bring ${program.executable}, was absent`);
    }
    moveIntoPlace(scratch, final);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return join(final, program.executable);
}

/** A folder that is already there was made by a run beside this one, from the same pinned recipe. */
function moveIntoPlace(scratch, final) {
  try {
    renameSync(scratch, final);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** Removes what killed runs left: the folder's name holds the process that was building in it. */
function removeLeftovers(cache) {
  for (const entry of readdirSync(cache)) {
    const owner = Number(/^\.new-(\d+)-/.exec(entry)?.[1] ?? process.pid);
    if (owner !== process.pid && !isRunning(owner)) {
      rmSync(join(cache, entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {import('./catalogue.mjs').Program} program */
async function findOnPath({ onPath }) {
  if (onPath === undefined) return undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, onPath.command);
    if (folder === '' || !existsSync(file)) continue;
    if (onPath.accepts.test(await answerOf(file, onPath.args))) return file;
  }
  return undefined;
}

/** What a program says of its version; one that cannot be run says nothing and is passed over. */
async function answerOf(file, args) {
  const { stdout } = await execute(file, args).catch(() => ({ stdout: '' }));
  return stdout;
}

function programOf(name) {
  const program = CATALOGUE[name];
  if (program === undefined) {
    throw new Error(`expected one of ${Object.keys(CATALOGUE).join(', ')}, was "${name}"`);
  }
  return program;
}

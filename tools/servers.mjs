import { parseArgs } from 'node:util';
import { CATALOGUE } from './servers/catalogue.mjs';
import { cacheFolder, findProgram, provisionProgram } from './servers/provision.mjs';

/*
 * Usage: npx nx run tools:servers [-- --only nats,s3] [--find] [--json]. Finds the programs that tests
 * start, or provisions them into the cache, and says where each is. --find provisions nothing. Without
 * --only: what the usual tests need. Exit 1 when one is missing, 2 for a name that is none.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    find: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const usual = Object.keys(CATALOGUE).filter((name) => name !== 'go' && !CATALOGUE[name].long);
const names = values.only === undefined ? usual : values.only.split(',').map((each) => each.trim());
const unknown = names.filter((name) => !(name in CATALOGUE));
if (unknown.length > 0) {
  const all = Object.keys(CATALOGUE).join(', ');
  console.error(`expected --only to name some of ${all}, was ${unknown.join(', ')}`);
  process.exit(2);
}

/** @type {Result[]} */
const results = [];
for (const name of names) results.push(await resultOf(name));
if (values.json) console.log(JSON.stringify({ cache: cacheFolder(), programs: results }, null, 2));
else for (const each of results) console.log(lineOf(each));
process.exitCode = results.some(({ error }) => error !== undefined) ? 1 : 0;

/** @returns {Promise<Result>} */
async function resultOf(name) {
  const { what } = CATALOGUE[name];
  try {
    const found = values.find
      ? await findProgram(name)
      : await provisionProgram(name, (line) => console.error(line));
    return found === undefined ? { name, what, error: 'absent' } : { what, ...found };
  } catch (error) {
    return { name, what, error: error instanceof Error ? error.message : String(error) };
  }
}

/** @typedef {{ name: string, what: string, error?: string, path?: string, from?: string }} Result */

/** @param {Result} each */
function lineOf({ name, what, path, from, error }) {
  return error === undefined
    ? `${name}: ${path} (${from}) – ${what}`
    : `${name}: ${error} – ${what}`;
}

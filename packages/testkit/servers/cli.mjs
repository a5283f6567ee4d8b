#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { CATALOGUE } from './catalogue.mjs';
import { cacheFolder, findProgram, provisionProgram } from './provision.mjs';

const HELP = `usage: assay-servers [--only nats,s3] [--find] [--json]

Finds the programs that tests start, or provisions them into the cache, and says where each is.

  --only NAMES  these; without it what usual tests need
  --find        provision nothing
  --json        one machine-readable object on stdout

Exit code 0: all are there; 1: one is missing; 2: wrong use.
`;

const { values } = readArguments();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
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

function readArguments() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        find: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}

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

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { completeLockfile } from './lib/lockfile.mjs';
import { ROOT } from './lib/workspace.mjs';

/*
 * Usage: node tools/lockfile.mjs [--check], after npm install. A registry mirror that holds one
 * platform's packages only makes npm leave the others out of the lockfile, which npm ci then refuses
 * to install from. This puts them back; npm never downloads them on a platform that is not theirs.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const file = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages, added } = completeLockfile(lock.packages);
for (const path of added) console.log(`was missing: ${path}`);
if (values.check) process.exitCode = added.length === 0 ? 0 : 1;
else if (added.length > 0)
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);

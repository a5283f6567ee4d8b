import { resolve } from 'node:path';
import { houseViolations } from './lib/house-check.mjs';
import { ROOT } from './lib/workspace.mjs';

// Usage: node tools/house-check.mjs [workspace]; exit 1 and one line for each import out of the table.
const violations = await houseViolations(resolve(process.argv[2] ?? ROOT));
for (const violation of violations) console.error(violation);
process.exitCode = violations.length === 0 ? 0 : 1;

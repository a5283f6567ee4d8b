import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runSteps } from './lib/steps.mjs';
import { ROOT } from './lib/workspace.mjs';
import { checkSteps } from './lib/check-steps.mjs';

/*
 * The one definition of done. Usage: npm run check [-- --no-test] [--only format,lint,…]
 * Every step runs even when another fails; what failed is printed, and the exit code is 1.
 */
const { values } = parseArgs({
  options: { 'no-test': { type: 'boolean' }, only: { type: 'string' } },
});
const wanted = values.only?.split(',');
const steps = checkSteps(ROOT).filter(
  ({ name }) => wanted?.includes(name) ?? !(values['no-test'] && name === 'test'),
);
const results = await runSteps(steps, {
  lanes: Math.min(2, cpus().length),
  report: ({ name, code, seconds, output }) => {
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`);
    if (code !== 0) console.log(`\n${output.trimEnd()}\n`);
  },
});
const failed = results.filter(({ code }) => code !== 0);
console.log(
  failed.length === 0
    ? `\ncheck: ${results.length} of ${results.length} steps passed`
    : `\ncheck: ${failed.length} of ${results.length} steps failed: ${failed.map(({ name }) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

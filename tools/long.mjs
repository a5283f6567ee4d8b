import { runVitest } from './testing/run-vitest.mjs';

// Usage: npm run test:long [-- <vitest arguments>]. Tests scale their loops by ASSAY_LONG; the longest
// run here alone. A hang is still found: a test has ten minutes.
const limits = ['--testTimeout=600000', '--hookTimeout=600000'];
process.exitCode = await runVitest([...limits, ...process.argv.slice(2)], { ASSAY_LONG: '1' });

import { runVitest } from './testing/run-vitest.mjs';

// Usage: npm test [-- <vitest arguments>], e.g. npm test -- --project wal -t 'torn tail'
process.exitCode = await runVitest(process.argv.slice(2));

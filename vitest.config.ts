import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './tools/testing/longest-first.mjs';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'tools'],
    reporters: ['default', './tools/testing/summary-reporter.mjs'],
    // Vitest leaves a core free, which on two cores is half of the machine. Tests of servers and killed
    // processes wait for more than half of their time, so a worker more than cores has work, too.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongestFirst },
  },
});

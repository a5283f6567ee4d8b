import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'tools'],
    reporters: ['default', './tools/testing/summary-reporter.mjs'],
    // Vitest leaves a core free, which on two cores is half of the machine.
    maxWorkers: '100%',
  },
});

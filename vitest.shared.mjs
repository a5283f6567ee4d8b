import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultServerConditions } from 'vite';
import { defineProject } from 'vitest/config';

/** Node knows no `module`: packages without a build for it (the AWS SDK) would be loaded by halves. */
const NODE_CONDITIONS = defaultServerConditions.filter((name) => name !== 'module');

/**
 * The Vitest project of one package. Tests run against sources: the `@assay/source` condition has to
 * be given to Vite's server-side resolver, else a stale `dist/` would be tested.
 *
 * @param {string} name the package's folder name
 * @param {string} root the package's folder
 */
export function projectConfig(name, root) {
  const realData = realDataFolder();
  return defineProject({
    root,
    ssr: { resolve: { conditions: ['@assay/source', ...NODE_CONDITIONS] } },
    test: {
      name,
      root,
      include: ['test/**/*.test.ts'],
      globalSetup: [join(import.meta.dirname, 'packages/testkit/servers/vitest.mjs')],
      testTimeout: 30_000,
      hookTimeout: 30_000,
      // A busy machine is no reason to fail: what is polled has as long as the test itself.
      expect: { poll: { timeout: 20_000 } },
      // Tests find the captures by this variable alone; without it they skip, and the summary says so.
      env: realData === undefined ? {} : { ASSAY_REAL_DATA: realData },
    },
  });
}

/** The folder of the real captures: `ASSAY_REAL_DATA`, else `../shared/data` beside the checkout. */
export function realDataFolder() {
  const named = process.env.ASSAY_REAL_DATA;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`expected a folder at ASSAY_REAL_DATA, was ${named}`);
    return resolve(named);
  }
  const beside = resolve(import.meta.dirname, '../shared/data');
  return existsSync(beside) ? beside : undefined;
}

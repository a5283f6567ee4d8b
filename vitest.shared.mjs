import { defaultServerConditions } from 'vite';
import { defineProject } from 'vitest/config';

/**
 * The Vitest project of one package. Tests run against sources: the `@assay/source` condition has to
 * be given to Vite's server-side resolver, else a stale `dist/` would be tested.
 *
 * @param {string} name the package's folder name
 * @param {string} root the package's folder
 */
export function projectConfig(name, root) {
  return defineProject({
    root,
    ssr: { resolve: { conditions: ['@assay/source', ...defaultServerConditions] } },
    test: {
      name,
      root,
      include: ['test/**/*.test.ts'],
      testTimeout: 30_000,
      hookTimeout: 30_000,
    },
  });
}

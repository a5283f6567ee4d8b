import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../lib/workspace.mjs';
import { buildFixtureHouse, type FixtureHouse } from './fixture-house.js';

/*
 * Each way of enforcing the house is shown to fail: the real configuration around a wrong import.
 * A control without the wrong import passes, so that a failure means what it says.
 */

const SLOW = 120_000;

describe('boundaries', () => {
  let house: FixtureHouse;

  beforeAll(() => {
    house = buildFixtureHouse();
  });
  afterAll(() => house.remove());

  it('refuses bare eslint while there is no project graph', { timeout: SLOW }, async () => {
    const { code, output } = await house.run('eslint', 'packages/wal');
    expect(output).toContain('lint with "npx nx run-many -t lint"');
    expect(code).not.toBe(0);
  });

  it('passes a house without a wrong import', { timeout: SLOW }, async () => {
    house.write(
      'packages/bus/src/index.ts',
      "import { wal } from '@assay/wal';\n\nexport const bus = wal;\n",
    );
    const lint = await house.run('nx', 'run-many', '-t', 'lint', '-p', 'bus');
    expect(lint).toMatchObject({ code: 0 });
    const types = await house.run('tsc', '-b', 'packages/bus/tsconfig.lib.json');
    expect(types).toMatchObject({ code: 0, output: '' });
    const check = await house.run('node', join(ROOT, 'tools/house-check.mjs'), house.root);
    expect(check).toMatchObject({ code: 0, output: '' });
  });

  describe('with wrong imports', () => {
    beforeAll(() => {
      house.write(
        'packages/bus/src/index.ts',
        "import { ledger } from '@assay/ledger';\n\nexport const bus = ledger;\n",
      );
      house.write(
        'packages/bronze/src/index.ts',
        "import { testkit } from '@assay/testkit';\n\nexport const bronze = testkit;\n",
      );
      house.write(
        'apps/feed-cli/src/index.ts',
        "import { lake_service } from '@assay/lake-service';\n\nexport const feed_cli = lake_service;\n",
      );
      buildSilverOnBronze(house);
    });

    it('fails the lint rule', { timeout: SLOW }, async () => {
      const projects = ['bus', 'bronze', 'feed-cli', 'silver'].join(',');
      const { code, output } = await house.run('nx', 'run-many', '-t', 'lint', '-p', projects);
      expect(code).not.toBe(0);
      for (const project of projects.split(',')) {
        expect(output).toContain(`A project tagged with "scope:${project}" can only depend on`);
      }
    });

    it('fails the graph check', { timeout: SLOW }, async () => {
      const { code, output } = await house.run(
        'node',
        join(ROOT, 'tools/house-check.mjs'),
        house.root,
      );
      expect(code).toBe(1);
      expect(output.trim().split('\n').sort()).toEqual([
        'graph: bus imports ledger, which tools/house.mjs does not allow',
        'graph: feed-cli imports lake-service, which tools/house.mjs does not allow',
        'graph: silver imports bronze, which tools/house.mjs does not allow',
        'package.json: silver has bronze in dependencies, which the table forbids',
        'sources: packages/bronze/src/index.ts imports testkit outside a test',
      ]);
    });

    it('fails the compiler, for want of a reference', { timeout: SLOW }, async () => {
      const { code, output } = await house.run('tsc', '-b', 'packages/bus/tsconfig.lib.json');
      expect(code).not.toBe(0);
      expect(output).toContain('error TS6307');
      expect(output).toContain('packages/ledger/src/index.ts');
    });

    it('fails a deep import, for want of an export', { timeout: SLOW }, async () => {
      house.write('packages/wal/src/internal/secret.ts', 'export const secret = 1;\n');
      for (const path of ['internal/secret', 'src/index.ts', 'dist/index.js']) {
        const imported = await house.run(
          'node',
          '--conditions=@assay/source',
          '--input-type=module',
          '--eval',
          `await import('@assay/wal/${path}')`,
        );
        expect(imported.code).not.toBe(0);
        expect(imported.output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
      }
      house.write(
        'packages/bus/src/index.ts',
        "export { secret as bus } from '@assay/wal/internal/secret';\n",
      );
      const { code, output } = await house.run('tsc', '-b', 'packages/bus/tsconfig.lib.json');
      expect(code).not.toBe(0);
      expect(output).toContain("error TS2307: Cannot find module '@assay/wal/internal/secret'");
    });
  });
});

/** Silver is not built yet; its row is. The fixture gives it a body that reaches for another tier. */
function buildSilverOnBronze(house: FixtureHouse): void {
  const references = [{ path: '../bronze/tsconfig.lib.json' }];
  const bronze = readFileSync(join(ROOT, 'packages/bronze/package.json'), 'utf8');
  const { version } = JSON.parse(bronze) as { readonly version: string };
  house.write(
    'packages/silver/package.json',
    JSON.stringify({
      name: '@assay/silver',
      version,
      type: 'module',
      exports: {
        '.': { '@assay/source': './src/index.ts', default: './dist/index.js' },
        './internal/*': null,
      },
      dependencies: { '@assay/bronze': version },
      nx: { name: 'silver', tags: ['scope:silver', 'tier:silver'] },
    }),
  );
  const library = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist' },
    include: ['src'],
    references: [{ path: '../../packages/bronze/tsconfig.lib.json' }],
  };
  house.write('packages/silver/tsconfig.lib.json', JSON.stringify(library));
  house.write(
    'packages/silver/tsconfig.spec.json',
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      include: ['test'],
      references: [{ path: './tsconfig.lib.json' }, ...library.references],
    }),
  );
  house.write(
    'packages/silver/tsconfig.json',
    JSON.stringify({ files: [], references: [{ path: './tsconfig.lib.json' }, ...references] }),
  );
  house.write(
    'packages/silver/src/index.ts',
    "import { bronze } from '@assay/bronze';\n\nexport const silver = bronze;\n",
  );
  house.edit('tsconfig.json', (json) => json.references.push({ path: './packages/silver' }));
}

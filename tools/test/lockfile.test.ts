import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLockfile } from '../lib/lockfile.mjs';
import { readJson, ROOT } from '../lib/workspace.mjs';

describe('completeLockfile', () => {
  const here = { version: '1.2.3', os: ['linux'] };

  it('adds the packages of other platforms at their exact version', () => {
    const optionalDependencies = {
      '@engine/engine-linux-x64': '1.2.3',
      '@engine/engine-linux-arm64-musl': '1.2.3',
      '@engine/engine-darwin-arm64': '1.2.3',
    };
    const { packages, added } = completeLockfile({
      'node_modules/@engine/engine': { version: '1.2.3', dev: true, optionalDependencies },
      'node_modules/@engine/engine-linux-x64': here,
    });
    expect(added).toHaveLength(2);
    expect(packages['node_modules/@engine/engine-linux-arm64-musl']).toEqual({
      version: '1.2.3',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
  });

  it('finds a package in a nested node_modules and in those above', () => {
    const { added } = completeLockfile({
      'apps/a/node_modules/e': { optionalDependencies: { 'e-linux-x64': '1.0.0' } },
      'apps/a/node_modules/e/node_modules/e-linux-x64': here,
      'node_modules/f': { optionalDependencies: { 'e-win32-x64': '1.0.0' } },
      'node_modules/e-win32-x64': here,
    });
    expect(added).toEqual([]);
  });

  it('refuses to guess a version or a platform', () => {
    const lock = (name: string, version: string) => ({
      'node_modules/e': { optionalDependencies: { [name]: version } },
    });
    expect(() => completeLockfile(lock('e-win32-x64', '^1.0.0'))).toThrow('exact version');
    expect(() => completeLockfile(lock('extras', '1.0.0'))).toThrow('expected a platform');
  });
});

describe('the lockfile', () => {
  it('holds the packages of every platform, so that npm ci installs from it', () => {
    expect(completeLockfile(readJson(join(ROOT, 'package-lock.json')).packages).added).toEqual([]);
  });
});

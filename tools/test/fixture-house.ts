import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, readProjects } from '../lib/workspace.mjs';
import { run } from '../lib/run.mjs';

/** A workspace with the real configuration and empty packages, in which an import may be wrong. */
export interface FixtureHouse {
  readonly root: string;
  /** Writes a file, given relative to the workspace. */
  write(path: string, text: string): void;
  /** Changes a JSON file in place. */
  edit(path: string, change: (json: { references: { path: string }[] }) => void): void;
  /** Runs a command of the workspace's own node_modules/.bin. */
  run(command: string, ...args: string[]): Promise<{ code: number; output: string }>;
  remove(): void;
}

const CONFIGURATION = [
  'package.json',
  'package-lock.json',
  'nx.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'eslint.config.mjs',
];

/**
 * Builds the house anew in a temporary folder: the same manifests, tags, exports, references and lint
 * rules, every source file replaced by one constant. Third-party modules are linked; those of the
 * house point into the copy.
 */
export function buildFixtureHouse(): FixtureHouse {
  const root = mkdtempSync(join(tmpdir(), 'assay-house-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const file of CONFIGURATION) cpSync(join(ROOT, file), join(root, file));
  cpSync(join(ROOT, 'tools/house.mjs'), join(root, 'tools/house.mjs'));
  cpSync(join(ROOT, 'tools/package.json'), join(root, 'tools/package.json'));
  linkModules(root);
  for (const { name, folder } of readProjects(ROOT)) {
    if (name === 'tools') continue;
    for (const file of [
      'package.json',
      'tsconfig.json',
      'tsconfig.lib.json',
      'tsconfig.spec.json',
    ]) {
      cpSync(join(ROOT, folder, file), join(root, folder, file));
    }
    write(`${folder}/src/index.ts`, `export const ${name.replace('-', '_')} = '${name}';\n`);
    symlinkSync(join('../..', folder), join(root, 'node_modules/@assay', name));
  }
  return {
    root,
    write,
    edit(path, change) {
      const json = JSON.parse(readFileSync(join(root, path), 'utf8'));
      change(json);
      write(path, JSON.stringify(json, null, 2));
    },
    run: (command, ...args) =>
      run(command, args, { cwd: root, bin: join(ROOT, 'node_modules/.bin') }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function linkModules(root: string): void {
  const modules = join(ROOT, 'node_modules');
  mkdirSync(join(root, 'node_modules/@assay'), { recursive: true });
  for (const entry of readdirSync(modules)) {
    if (entry === '@assay' || entry.startsWith('.')) continue;
    symlinkSync(join(modules, entry), join(root, 'node_modules', entry));
  }
}

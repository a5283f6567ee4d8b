import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { leakedDeclarations } from './declarations.mjs';
import { run } from './run.mjs';
import { publishable } from './workspace.mjs';

/**
 * The steps of `npm run check` for the workspace at `root`, slow ones first so that the lanes end
 * together.
 *
 * @returns {import('./steps.mjs').Step[]}
 */
export function checkSteps(root) {
  const command = (name, after, executable, ...args) => ({
    name,
    after,
    run: () => run(executable, args, { cwd: root }),
  });
  const nx = (target) => ['run-many', '-t', target];
  const docs = join(root, 'tools/docs.mjs');
  return [
    command('build', [], 'nx', ...nx('build')),
    command('lint', [], 'nx', ...nx('lint')),
    command('types', ['build'], 'tsc', '--build'),
    command('format', [], 'prettier', '--check', '--log-level=warn', '.'),
    command('knip', [], 'knip', '--no-progress', '--no-config-hints'),
    perPackage('publint', root, 'publint', '--strict'),
    perPackage('attw', root, 'attw', '--pack', '.', '--profile', 'esm-only', '--quiet'),
    { name: 'declarations', after: ['types'], run: () => checkDeclarations(root) },
    ...(existsSync(docs) ? [command('docs', ['types'], 'node', docs, '--check')] : []),
    command('test', ['attw', 'publint', 'lint', 'docs', 'knip'], 'node', 'tools/test.mjs'),
  ];
}

/** One command in the folder of every publishable package, two at a time. */
function perPackage(name, root, executable, ...args) {
  return {
    name,
    after: ['types'],
    run: async () => {
      const started = performance.now();
      const queue = publishable(root);
      const outputs = [];
      let code = 0;
      const worker = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const cwd = join(root, next.folder);
          const bin = join(root, 'node_modules/.bin');
          const result = await run(executable, args, { cwd, bin });
          if (result.code === 0) continue;
          code = 1;
          outputs.push(`${next.folder}:\n${result.output}`);
        }
      };
      await Promise.all([worker(), worker()]);
      return { code, output: outputs.join('\n'), seconds: (performance.now() - started) / 1000 };
    },
  };
}

async function checkDeclarations(root) {
  const started = performance.now();
  const leaks = leakedDeclarations(root);
  return {
    code: leaks.length === 0 ? 0 : 1,
    output: leaks.join('\n'),
    seconds: (performance.now() - started) / 1000,
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { depConstraints } from './tools/house.mjs';

const graph = join(import.meta.dirname, '.nx/workspace-data/project-graph.json');
if (/[\\/]eslint(\.js)?$/.test(process.argv[1] ?? '') && !existsSync(graph)) {
  // Without the graph the boundary rule passes every import in silence.
  throw new Error('expected the Nx project graph, was none: lint with "npx nx run-many -t lint"');
}

const sources = ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
const tests = ['packages/*/test/**/*.ts', 'apps/*/test/**/*.ts', 'tools/test/**/*.ts'];
const benches = ['packages/*/bench/**/*.ts', 'apps/*/bench/**/*.ts'];
const configs = ['*/*/vitest.config.ts', 'tools/vitest.config.ts', 'vitest.config.ts'];

const CLOCK = 'take a Clock from @assay/telemetry';
const CHANCE = 'take a Randomness from @assay/telemetry';
const EXECUTORS = ['setTimeout', 'setInterval'];

const restrictedClock = [
  { object: 'Date', property: 'now', message: CLOCK },
  { object: 'Math', property: 'random', message: CHANCE },
  { object: 'crypto', property: 'randomUUID', message: CHANCE },
  { object: 'crypto', property: 'getRandomValues', message: CHANCE },
];
const restrictedSyntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
  { selector: 'CallExpression[callee.name="Date"]', message: CLOCK },
  { selector: 'TSEnumDeclaration', message: 'use a union of literals' },
];
const restrictedCrypto = {
  name: 'node:crypto',
  importNames: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'webcrypto'],
  message: CHANCE,
};

const SHARED_CONFIG = '^(\\.\\./)+vitest\\.shared\\.mjs$';
const TEST_SERVERS = '^(\\.\\./)+test-servers\\.mjs$';

/** One rule per kind of file: what it may import is the house's table. */
function boundaries(kind) {
  return [
    'error',
    {
      allow: kind === 'test' ? [SHARED_CONFIG, TEST_SERVERS] : [SHARED_CONFIG],
      enforceBuildableLibDependency: true,
      // CLIs import engines lazily for their start-up time; that says nothing about direction.
      checkDynamicDependenciesExceptions: ['.*'],
      depConstraints: depConstraints(kind),
    },
  ];
}

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/dist-test',
      '**/node_modules',
      '**/tmp',
      '**/data',
      '.nx',
      '**/*.d.ts',
      '**/*.d.mts',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,mjs,js}'],
    plugins: { '@nx': nx },
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-debugger': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-unsafe-finally': 'error',
    },
  },
  {
    files: [...sources, ...tests, ...benches],
    extends: [tseslint.configs.strictTypeChecked, prettier],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // What was caught, or an AbortSignal's reason, goes on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      // Ports are plain objects of functions, which may be taken out of them.
      '@typescript-eslint/unbound-method': 'off',
      // An implementation of an asynchronous port need not wait for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Without noUncheckedIndexedAccess the types know too little for this one to be right.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-console': 'error',
      'no-restricted-properties': ['error', ...restrictedClock],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
    },
  },
  {
    files: sources,
    rules: {
      '@nx/enforce-module-boundaries': boundaries('source'),
      'no-restricted-globals': [
        'error',
        ...EXECUTORS.map((name) => ({ name, message: CLOCK })),
        { name: 'performance', message: CLOCK },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            restrictedCrypto,
            { name: 'node:timers', message: CLOCK },
            { name: 'node:timers/promises', message: CLOCK },
            { name: 'node:perf_hooks', message: CLOCK },
          ],
        },
      ],
    },
  },
  {
    // The two packages that hold the real clock and the fakes of it.
    files: ['packages/telemetry/src/**/*.ts', 'packages/testkit/src/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  { files: ['packages/cli/src/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // Tests may wait and measure; wall-clock time and chance stay out of them, or they cannot be repeated.
    files: [...tests, ...benches],
    rules: {
      '@nx/enforce-module-boundaries': boundaries('test'),
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-restricted-imports': ['error', { paths: [restrictedCrypto] }],
    },
  },
  { files: configs, extends: [tseslint.configs.base, prettier] },
);

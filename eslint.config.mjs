import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { dependencyRule } from './scripts/lint/dependency-rule.mjs';
import { realWorldGlobals, realWorldSyntax } from './scripts/lint/simulator-rules.mjs';

const NODE_GLOBALS = Object.fromEntries(
  ['console', 'process', 'Buffer', 'URL', 'performance', 'structuredClone', 'setTimeout', 'clearTimeout'].map(
    (name) => [name, 'readonly'],
  ),
);

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one thing has one name everywhere.',
};

const SKIPS_TESTS = '[property.name=/^(skip|only|todo|failing)$/]';

/** Tests that do not run, or keep others from running: `test.skip`, `test.concurrent.only`, `xit` and the like. */
const NO_SKIPPED_TESTS = [
  `MemberExpression[object.name=/^(describe|test|it)$/]${SKIPS_TESTS}`,
  `MemberExpression[object.object.name=/^(describe|test|it)$/]${SKIPS_TESTS}`,
  'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
].map((selector) => ({ selector, message: 'Every test runs, always: mend it or remove it.' }));

export default defineConfig(
  globalIgnores([
    'lib',
    'examples/*/{lib,dist}',
    'dist',
    'releases',
    'coverage',
    'docs/api',
    '.cache',
    '**/*.generated.*',
    'src/workshop/stacks/*/files',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // An alias and an interface, an index signature and a Record: whichever reads better.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // Manifests are maps: a field that must go is deleted by its name.
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: NODE_GLOBALS },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { workshop: { rules: { dependencies: dependencyRule } } },
    rules: { 'workshop/dependencies': 'error' },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-console': 'error', 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT] },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_SKIPPED_TESTS] },
  },
  {
    files: ['src/simulator/**/*.ts'],
    ignores: ['src/simulator/edge/**'],
    rules: {
      // What runs with every write of a large cluster counts itself: docs/decisions/hot-loops.md.
      '@typescript-eslint/prefer-for-of': 'off',
      'no-restricted-globals': ['error', ...realWorldGlobals],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...realWorldSyntax],
    },
  },
);

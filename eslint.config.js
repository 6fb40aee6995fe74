import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/*.testkit.ts', '**/testkit/**/*.ts'];

/** The only two files that may touch what the simulator keeps away from everything else. */
const kernelHost = ['sim/kernel/host.ts', 'sim/kernel/guards.ts'];

const throughEnv = 'Time, chance and I/O come from Env alone (broker-core/door.ts).';
const inScripts = 'Only scripts/ has a console, a process and files.';
const ban = (names, message) => names.map((name) => ({ name, message }));

/** Time, chance, I/O and ways around the guards; and what depends on locale or on the garbage collector. */
const ambientGlobals = [
  ...['Date', 'performance', 'crypto', 'process', 'console', 'queueMicrotask', 'structuredClone'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...[
    'globalThis',
    'global',
    'Buffer',
    'fetch',
    'AbortSignal',
    'MessageChannel',
    'BroadcastChannel',
    'Worker',
  ],
  ...['Intl', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics'],
];
const ambientProperties = [
  { object: 'Math', property: 'random', message: throughEnv },
  ...['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'].map((property) => ({
    property,
    message: 'It depends on the machine’s locale; a run has to be the same everywhere.',
  })),
];
const fileModules = ['fs', 'fs/promises', 'process', 'child_process', 'console', 'readline', 'tty'];

const strictlyTyped = {
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  // Every member is named, even beside a default: whoever adds one is shown each switch that has to know.
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: false },
  ],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // `while (true)` with a way out, and checks at run time of what the types promise, are both wanted here.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  // `'*' | NodeId` says that one string means something else.
  '@typescript-eslint/no-redundant-type-constituents': 'off',
  // `pending<void>(…)` waits for something that carries no value.
  '@typescript-eslint/no-invalid-void-type': 'off',
  // A function that answers to an async interface need not wait for anything itself.
  '@typescript-eslint/require-await': 'off',
};

const everywhere = {
  eqeqeq: 'error',
  'prefer-const': 'error',
  'no-var': 'error',
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

export default defineConfig(
  globalIgnores(['dist/', 'examples/', 'coverage/', 'out/', '**/*.d.ts']),
  // A check is never switched off where it fails: either the code is mended or the rule is changed here, for all.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: everywhere },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: strictlyTyped,
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', performance: 'readonly' } },
  },
  {
    // Has to load on a Node that is too old.
    files: ['scripts/check-node.cjs'],
    languageOptions: { ecmaVersion: 5, sourceType: 'commonjs' },
    rules: { 'no-var': 'off', 'prefer-const': 'off' },
  },
  {
    files: ['broker-core/**/*.ts', 'sim/**/*.ts'],
    ignores: [...tests, ...kernelHost],
    rules: {
      'no-restricted-globals': ['error', ...ban(ambientGlobals, throughEnv)],
      'no-restricted-properties': ['error', ...ambientProperties],
      'no-restricted-imports': [
        'error',
        { paths: ban(builtinModules, throughEnv), patterns: [{ regex: '^node:', message: throughEnv }] },
      ],
    },
  },
  {
    files: ['scenarios/**/*.ts', 'reports/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-globals': ['error', ...ban(['console', 'process'], inScripts)],
      'no-restricted-properties': ['error', ...ambientProperties],
      'no-restricted-imports': [
        'error',
        { paths: ban([...fileModules, ...fileModules.map((name) => `node:${name}`)], inScripts) },
      ],
    },
  },
  {
    files: ['scenarios/verdicts/rows/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...ambientProperties,
        { property: 'every', message: 'It holds of no runs at all: `all` of measure.ts does not.' },
        {
          object: 'Math',
          property: 'max',
          message: '`longest` of measure.ts knows of lists that are empty.',
        },
        {
          object: 'Math',
          property: 'min',
          message: '`shortest` of measure.ts knows of lists that are empty.',
        },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      'no-restricted-syntax': [
        'error',
        {
          // test.skip(…), test.serial.only(…), testProp.failing(…)
          selector:
            'CallExpression[callee.property.name=/^(only|skip|failing|todo)$/]' +
            ':matches([callee.object.name=/^(test|it|testProp)$/], [callee.object.object.name=/^(test|it|testProp)$/])',
          message: 'A committed test runs, and no other is left out for its sake.',
        },
      ],
    },
  },
);

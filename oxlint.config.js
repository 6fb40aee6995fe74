import { builtinModules } from 'node:module';

const tests = ['**/*.test.ts', '**/*.testkit.ts', '**/testkit/**/*.ts'];

/** The only two files that may touch what the simulator keeps away from everything else. */
const kernelHost = ['sim/kernel/host.ts', 'sim/kernel/guards.ts'];

const throughEnv = 'Time, chance and I/O come from Env alone (broker-core/env.ts).';
const inScripts = 'Only scripts/ has a console, a process and files.';
const ban = (names, message) => names.map((name) => ({ name, message }));
const errors = (names) => Object.fromEntries(names.map((name) => [name, 'error']));

/** Time, chance, I/O and ways around the guards; and what depends on locale or on the garbage collector. */
const ambientGlobals = [
  ...['Date', 'performance', 'crypto', 'process', 'console', 'queueMicrotask', 'structuredClone'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['globalThis', 'global', 'Buffer', 'fetch', 'AbortSignal', 'MessageChannel', 'BroadcastChannel'],
  ...['Worker', 'Intl', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics'],
];
const ambientProperties = [
  { object: 'Math', property: 'random', message: throughEnv },
  ...['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'].map((property) => ({
    property,
    message: 'It depends on the machine’s locale; a run has to be the same everywhere.',
  })),
];
const fileModules = ['fs', 'fs/promises', 'process', 'child_process', 'console', 'readline', 'tty'];

const everywhere = errors([
  ...[
    'eqeqeq',
    'no-case-declarations',
    'no-empty',
    'no-fallthrough',
    'no-prototype-builtins',
    'no-redeclare',
  ],
  ...['no-regex-spaces', 'no-undef', 'no-unexpected-multiline', 'no-useless-assignment', 'no-var'],
  ...['prefer-const', 'preserve-caught-error'],
]);
const everywhereInTypescript = errors([
  ...['no-array-constructor', 'no-useless-constructor', 'prefer-rest-params', 'prefer-spread'],
  ...[
    ...['consistent-type-exports', 'no-deprecated', 'no-dynamic-delete', 'no-empty-object-type'],
    ...['no-explicit-any', 'no-extraneous-class', 'no-generated-empty-object-type', 'no-misused-promises'],
    ...['no-mixed-enums', 'no-namespace', 'no-non-null-asserted-nullish-coalescing', 'no-non-null-assertion'],
    ...['no-require-imports', 'no-unnecessary-boolean-literal-compare', 'no-unnecessary-template-expression'],
    ...['no-unnecessary-type-arguments', 'no-unnecessary-type-assertion', 'no-unnecessary-type-constraint'],
    ...['no-unnecessary-type-conversion', 'no-unnecessary-type-parameters', 'no-unsafe-argument'],
    ...['no-unsafe-assignment', 'no-unsafe-call', 'no-unsafe-enum-comparison', 'no-unsafe-function-type'],
    ...['no-unsafe-member-access', 'no-unsafe-return', 'only-throw-error', 'prefer-literal-enum-member'],
    ...['prefer-promise-reject-errors', 'prefer-reduce-type-parameter', 'prefer-return-this-type'],
    ...['related-getter-setter-pairs', 'return-await', 'unified-signatures'],
    ...['use-unknown-in-catch-callback-variable'],
  ].map((name) => `typescript/${name}`),
]);

const inTypescript = {
  ...everywhereInTypescript,
  // The compiler knows both.
  'no-undef': 'off',
  'no-redeclare': 'off',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'typescript/ban-ts-comment': ['error', { 'ts-expect-error': true }],
  'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  // Every member is named, even beside a default: a new one fails in each switch that has to know it.
  'typescript/switch-exhaustiveness-check': [
    'error',
    { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: false },
  ],
  'typescript/restrict-plus-operands': [
    'error',
    {
      allowAny: false,
      allowBoolean: false,
      allowNullish: false,
      allowNumberAndString: false,
      allowRegExp: false,
    },
  ],
  'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // `'*' | NodeId` says that one string means something else.
  'typescript/no-redundant-type-constituents': 'off',
};

const shortFiles = {
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

export default {
  plugins: ['eslint', 'typescript'],
  categories: { correctness: 'error' },
  options: { typeAware: true, respectEslintDisableDirectives: false },
  env: { builtin: true },
  ignorePatterns: ['dist/', 'examples/', 'coverage/', 'out/', '**/*.d.ts'],
  rules: { ...everywhere, ...shortFiles },
  overrides: [
    { files: ['**/*.ts'], rules: inTypescript },
    {
      files: ['**/*.{js,cjs,mjs}'],
      globals: { console: 'readonly', process: 'readonly', performance: 'readonly' },
    },
    { files: ['**/*.cjs'], globals: { module: 'writable' } },
    {
      // Has to load on a Node that is too old.
      files: ['scripts/check-node.cjs'],
      rules: { 'no-var': 'off', 'prefer-const': 'off' },
    },
    {
      files: ['broker-core/**/*.ts', 'sim/**/*.ts'],
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
          { property: 'every', message: 'It holds of no runs at all: `all` of figures.ts does not.' },
          {
            object: 'Math',
            property: 'max',
            message: '`longest` of figures.ts knows of lists that are empty.',
          },
          {
            object: 'Math',
            property: 'min',
            message: '`shortest` of figures.ts knows of lists that are empty.',
          },
        ],
      },
    },
    {
      files: [...tests, ...kernelHost],
      rules: {
        'no-restricted-globals': 'off',
        'no-restricted-properties': 'off',
        'no-restricted-imports': 'off',
      },
    },
    {
      files: tests,
      rules: {
        'max-lines-per-function': 'off',
        'typescript/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
        // test.skip(…), test.serial.only(…), testProp.failing(…)
        'no-restricted-properties': [
          'error',
          ...['only', 'skip', 'failing', 'todo'].map((property) => ({
            property,
            message: 'A committed test runs, and no other is left out for its sake.',
          })),
        ],
      },
    },
  ],
};

/* Dependencies point one way: scripts -> reports -> (types of) scenarios -> broker-core, sim.
   Each folder is held to what it may import, so whatever is not named here is forbidden. */
'use strict';

const testCode = '(\\.test\\.ts|\\.testkit\\.ts)$|/testkit/';
const packages = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** `folder`, its tests aside, imports only itself and `allowed`; modules of Node have a rule of their own. */
const importsOnly = (folder, allowed, comment) =>
  forbid(
    `${folder}-imports`,
    comment,
    { path: `^${folder}/`, pathNot: testCode },
    { pathNot: [`^${folder}/`, ...allowed], dependencyTypesNot: ['core'] },
  );

const typesOnly = (folder, of, comment) =>
  forbid(
    `${folder}-types-only`,
    comment,
    { path: `^${folder}/`, pathNot: testCode },
    { path: `^${of}/`, dependencyTypesNot: ['type-only'] },
  );

/** Tests in `folder` may use what is below it, and any package. */
const testsLookDown = (folder, below) =>
  forbid(
    `${folder}-tests-look-down`,
    `Of the house, tests in ${folder} use only ${[folder, ...below].join(', ')}.`,
    { path: `^${folder}/.*(${testCode})` },
    {
      path: '^(broker-core|sim|scenarios|reports|scripts)/',
      pathNot: `^(${[folder, ...below].join('|')})/`,
    },
  );

module.exports = {
  forbidden: [
    importsOnly('broker-core', [packages('crc-32')], 'The broker core sees the world through env.ts alone.'),
    forbid(
      'broker-without-its-past',
      'The broker is readable without what the documented broker did instead; the harness joins the two.',
      { path: '^broker-core/', pathNot: '^broker-core/historic/' },
      { path: '^broker-core/historic/' },
    ),
    forbid(
      'names-are-declared',
      'Through env.ts and runtime/ctx.ts a counter or wait of another name does not compile; through these it does.',
      {
        path: '^broker-core/',
        pathNot: [testCode, '^broker-core/(runtime/|(env|names)\\.ts$|historic/trace/)'],
      },
      { path: '^broker-core/(door|runtime/task)\\.ts$' },
    ),
    importsOnly(
      'sim',
      ['^broker-core/door\\.ts$', packages('seedrandom')],
      'The simulator knows nothing of the broker but the door, and is usable without it.',
    ),
    typesOnly('sim', 'broker-core', 'The simulator takes only types from door.ts.'),
    importsOnly(
      'scenarios',
      ['^broker-core/', '^sim/', packages('zod')],
      'Scenarios join broker-core and sim.',
    ),
    forbid(
      'harness-runs-what-it-is-given',
      'Scenarios, variants and invariants come in through the registry.',
      { path: '^scenarios/harness/', pathNot: testCode },
      { path: '^scenarios/', pathNot: '^scenarios/harness/' },
    ),
    forbid(
      'oracles-and-measures-know-the-harness',
      'What is held of a run, or measured in it, knows no scenario.',
      { path: '^scenarios/(oracles|measures)/', pathNot: testCode },
      { path: '^scenarios/', pathNot: '^scenarios/(harness|oracles|measures)/' },
    ),
    forbid(
      'shrink-knows-the-harness',
      'It makes data smaller, and is told by its caller what still fails: it runs nothing.',
      { path: '^scenarios/shrink/', pathNot: testCode },
      { path: '^scenarios/', pathNot: '^scenarios/(shrink/|harness/(result|settings)/)' },
    ),
    forbid(
      'mutants-for-their-runner',
      'Planted bugs are for tests and for the runner that looks for them.',
      { pathNot: [testCode, '^scenarios/mutants/', '^scripts/mutants/'] },
      { path: '^scenarios/mutants/' },
    ),
    importsOnly(
      'reports',
      ['^scenarios/', packages('chalk', 'cli-table3')],
      'Reports read results and run nothing.',
    ),
    typesOnly('reports', 'scenarios', 'Reports take only types from scenarios.'),
    forbid(
      'no-node-modules',
      'Modules of Node bring time, chance and I/O; only the kernel’s host and guards may touch them.',
      { path: '^(broker-core|sim)/', pathNot: [testCode, '^sim/kernel/(host|guards)\\.ts$'] },
      { dependencyTypes: ['core'] },
    ),
    // broker-core and sim stand side by side: a test of either may use the other, the code may not.
    testsLookDown('broker-core', ['sim']),
    testsLookDown('sim', ['broker-core']),
    testsLookDown('scenarios', ['broker-core', 'sim']),
    testsLookDown('reports', ['scenarios', 'broker-core', 'sim']),
    forbid(
      'no-test-code',
      'What runs for people does not depend on what runs for tests.',
      { pathNot: testCode },
      { path: testCode },
    ),
    forbid(
      'no-dev-packages',
      'Only tests and the bench use packages that an installed stallgrind does not bring along; one entry needs fast-check.',
      { pathNot: [testCode, '^scripts/(bench|library/fast-check)/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
    forbid(
      'no-undeclared-packages',
      'A package that is imported stands in package.json.',
      {},
      // The tool takes `peerDependenciesMeta` for a list of packages.
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    ),
    forbid(
      'fast-check-is-optional',
      'Whatever else the package has runs where fast-check is not installed.',
      { pathNot: [testCode, '^scripts/library/fast-check/'] },
      { path: '^scripts/library/fast-check/' },
    ),
    forbid('no-unresolved', 'An import leads somewhere.', {}, { couldNotResolve: true }),
    forbid(
      'no-cycles',
      'Types count: files that need each other’s types are one idea, or a third file is missing.',
      {},
      { circular: true },
    ),
    forbid(
      'no-orphans',
      'A module that nothing imports and that imports nothing is dead.',
      { orphan: true, pathNot: '\\.d\\.ts$' },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};

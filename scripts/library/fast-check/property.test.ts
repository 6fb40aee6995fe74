import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { layerWith } from '../../../scenarios/index.js';
import { parseCapsule } from '../../../scenarios/harness/result/capsule.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { assertSmallest, ScenarioFailed, stallgrindProperty, type PropertyOptions } from './index.js';
import { crashing } from './testkit/crashing-app.js';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  folders.push(folder);
  return folder;
};
test.after.always(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const twice = crashing({ tooMany: 2 });
const checked = (app: typeof twice, options: PropertyOptions, parameters: fc.Parameters<[unknown]> = {}) =>
  fc.check(stallgrindProperty(app, options), { seed: 11, numRuns: 60, ...parameters } as object);

/** One search, of which several tests look at what it left. */
const searched = (async () => {
  const capsules = newFolder();
  const property = stallgrindProperty(twice, { capsules });
  return { capsules, found: await fc.check(property, { seed: 11, numRuns: 60 }) };
})();

const capsulesIn = (folder: string) =>
  readdirSync(folder).map((name) => parseCapsule(readFileSync(join(folder, name), 'utf8'), name));

test('what fails is made smaller to the faults that it takes, rounded, with knobs back at their defaults', async (t) => {
  const { failed, counterexample, numShrinks } = (await searched).found;
  t.true(failed && numShrinks > 3);
  const [smallest] = counterexample ?? [];
  t.deepEqual(smallest?.set, {});
  t.deepEqual(
    smallest?.faults.map(({ type }) => type),
    ['crash', 'crash'],
  );
  for (const fault of smallest?.faults ?? []) {
    t.is((fault.atMs ?? 0) % 10, 0);
    if ('untilMs' in fault) t.is((fault.untilMs ?? 0) - (fault.atMs ?? 0), 30);
  }
  t.is(
    smallest?.faults.every((fault) => 'loses' in fault && fault.loses === 'none'),
    true,
  );
});

test('of all that failed one capsule stays, that of the smallest; it runs the same again', async (t) => {
  const { capsules, found } = await searched;
  const all = capsulesIn(capsules);
  t.is(all.length, 1);
  t.like(all[0], { verdict: 'violated', violated: ['often'], scenario: 'crashing' });
  t.is(all[0]?.faults.length, found.counterexample?.[0].faults.length);
  const [capsule] = all;
  if (capsule === undefined) {
    t.fail();
    return;
  }
  const { seed, settings: set, faults } = capsule;
  const again = await layerWith({ scenarios: [twice] }).runScenario('crashing', { seed, set, faults });
  t.is(again.hash, capsule.hash);
});

test('the report names the invariant, and says last how to replay it', async (t) => {
  const { counterexamplePath } = (await searched).found;
  const parameters = { seed: 11, path: counterexamplePath ?? '' };
  const error = await t.throwsAsync(
    fc.assert(stallgrindProperty(twice, { capsules: newFolder() }), parameters),
  );
  t.regex(error.message, /often at \d+(\.\d+)? ms: a restarted 2 times/);
  t.regex(error.message, /fault f\d+: crash a/);
  t.regex(error.message, /replay: call this again with seed \d+[^\n]*\n\]/);
  t.regex(String(error.cause), /^ScenarioFailed: crashing violated \(variant default, seed \d+\)\n/);
});

test('of a built-in scenario the report ends in a line for the command line', async (t) => {
  const capsules = newFolder();
  const known = {
    variant: 'forward-then-register',
    expects: ['nothing'],
    settings: 'fixed',
    faults: 'own',
  } as const;
  const property = stallgrindProperty('topic-creation-cascade', { ...known, capsules });
  const { counterexample, counterexamplePath } = await fc.check(property, { seed: 1, numRuns: 5 });
  t.is(counterexamplePath, '0');
  const [file] = readdirSync(capsules);
  t.true(
    fc.stringify(counterexample).includes(`stallgrind -- replay ${join(capsules, file ?? '')}\n]`),
    fc.stringify(counterexample),
  );
});

test('seed and path of fast-check find the same case again', async (t) => {
  const first = (await searched).found;
  const again = await checked(twice, { capsules: false }, { path: first.counterexamplePath ?? '' });
  t.is(again.numShrinks, 0);
  t.regex(
    fc.stringify(again.counterexample),
    /replay: seed and path of fast-check find it again; [^\n]*\n\]$/,
  );
  t.deepEqual(again.counterexample, first.counterexample);
});

test('a candidate that fails by another invariant is none of this failure, and is told of', async (t) => {
  const capsules = newFolder();
  const both = crashing({ tooMany: 2, mindsOne: true });
  // A first case that restarts it often: one restart less would be another failure.
  let seed = 1;
  let failure = await checked(both, { capsules }, { seed });
  while (seed < 40 && capsulesIn(capsules).every(({ violated }) => !violated?.includes('often'))) {
    rmSync(capsules, { recursive: true });
    seed += 1;
    failure = await checked(both, { capsules }, { seed });
  }
  t.is(failure.counterexample?.[0].faults.length, 2);
  const text = fc.stringify(failure.counterexample);
  t.regex(text, /often at/);
  t.regex(text, /besides, violated once in a smaller case that passed for this, kept in \S+\n/);
  t.deepEqual(
    capsulesIn(capsules)
      .map(({ violated = [] }) => violated.join())
      .sort((a, b) => (a < b ? -1 : 1)),
    ['often', 'once'],
  );
});

test('our own shrinking goes on from there, and its capsule takes the place of the other', async (t) => {
  const capsules = newFolder();
  const error = await t.throwsAsync(
    assertSmallest(stallgrindProperty(twice, { capsules }), { seed: 11, numRuns: 60 }),
    { instanceOf: ScenarioFailed },
  );
  const [before, after] = error.message.split('made smaller, to 2 faults:');
  t.regex(before ?? '', /^Property failed after \d+ tests\n\{ seed: 11, path: [^\n]*\}\n$/);
  t.regex(after ?? '', /fault f\d+: crash a[^]*often at[^]*replay: [^\n]*$/);
  const all = capsulesIn(capsules);
  t.is(all.length, 1);
  t.is(error.capsule, join(capsules, readdirSync(capsules)[0] ?? ''));
  t.deepEqual(all[0]?.faults, error.result.schedule);
  await t.notThrowsAsync(assertSmallest(stallgrindProperty(twice, { faults: 'none' }), { numRuns: 2 }));
  await t.throwsAsync(assertSmallest(stallgrindProperty(twice), { limitS: 0 }), { instanceOf: UsageError });
});

test('what is expected passes, and so does what nothing strikes', async (t) => {
  const folder = join(newFolder(), 'none');
  t.false((await checked(twice, { capsules: folder, expects: ['often'] })).failed);
  t.false((await checked(twice, { capsules: folder, faults: 'none' })).failed);
  t.false((await checked(twice, { capsules: folder, set: { 'crashing.minds': false } })).failed);
  t.false(existsSync(folder));
});

test('what makes no sense is refused before anything is drawn', (t) => {
  const refused = (make: () => unknown, message: RegExp): void => {
    t.throws(make, { instanceOf: UsageError, message });
  };
  refused(() => stallgrindProperty('leader-los'), /leader-loss/);
  refused(() => stallgrindProperty('leader-loss', { variant: 'refernce' }), /reference/);
  refused(() => stallgrindProperty('leader-loss', { set: { 'disk.syncUS': 1 } }), /disk\.syncUs/);
  refused(() => stallgrindProperty('leader-loss', { set: { 'disk.syncUs': -1 } }), /from 0/);
  refused(() => stallgrindProperty(twice, { set: { 'crashing.idelMs': 1 } }), /crashing\.idleMs/);
  refused(() => stallgrindProperty(twice, { variant: 'other' }), /variant of crashing/);
  refused(() => stallgrindProperty(twice, { capsules: '' }), /folder/);
  refused(
    () => stallgrindProperty(twice, { faults: ['wipe'] }),
    /does not say that it stands wipe; it names crash/,
  );
  refused(() => stallgrindProperty(twice, { faults: ['crahs'] as never }), /crash/);
  const deaf = crashing({ tooMany: 2, swarm: {} });
  refused(() => stallgrindProperty(deaf), /names no faults that it stands.*swarm: \{ faults/);
  t.notThrows(() => stallgrindProperty(deaf, { faults: 'none' }));
});

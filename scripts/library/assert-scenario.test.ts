import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import { assertScenario, defineVariant, ScenarioFailed, UsageError, type AssertOptions } from './index.js';

const CLI = fileURLToPath(new URL('../cli/cli.js', import.meta.url));
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'stallgrind-'));

/** What a run of the cascade that fails throws. */
async function failureOf(options: Partial<AssertOptions>): Promise<ScenarioFailed> {
  const failed: unknown = await assertScenario('topic-creation-cascade', {
    seed: 42,
    tells: false,
    expects: ['nothing'],
    ...options,
  }).catch((error: unknown) => error);
  if (failed instanceof ScenarioFailed) return failed;
  throw new Error(`it threw ${String(failed)}`);
}

test('a run that passes gives its result, and writes nothing', async (t) => {
  const capsules = join(newFolder(), 'kept');
  const result = await assertScenario('topic-creation', { seed: 1, variant: 'reference', capsules });
  t.is(result.verdict, 'passed');
  t.false(existsSync(capsules));
});

test('what scenario, variant or options expect is no failure', async (t) => {
  const result = await assertScenario('topic-creation-cascade', { seed: 42 });
  t.deepEqual([result.verdict, result.countsAs], ['violated', 'passed']);
  const own = defineVariant({
    name: 'known',
    base: 'forward-then-register',
    expects: ['nothing-pending-at-rest'],
  });
  const { result: unknown, message } = await failureOf({ capsules: false, variant: own, expects: [] });
  t.is(unknown.countsAs, 'violated');
  t.notRegex(message, /nothing-pending-at-rest/);
  const expects = ['acknowledged-topic-survives'];
  t.is(
    (await assertScenario('topic-creation-cascade', { seed: 42, variant: own, expects })).countsAs,
    'passed',
  );
});

test('a fault that had no effect fails what it was to test', async (t) => {
  const faults = [{ id: 'late', type: 'pause', target: 'n3', atMs: 99_999_999 }];
  const options = { seed: 1, variant: 'reference', capsules: false, tells: false, faults } as const;
  const error = await t.throwsAsync(assertScenario('topic-creation', options), {
    instanceOf: ScenarioFailed,
  });
  t.regex(error.message, /^topic-creation passed, but a fault had no effect \(variant reference, seed 1\)\n/);
  t.regex(
    error.message,
    /^fault late \(pause\) had no effect: it never began: it was to come at 99,999,999 ms/m,
  );
  t.is((await assertScenario('topic-creation', { ...options, requireEffects: false })).countsAs, 'passed');
  // The slow design met the second fault because it was slow.
  await assertScenario('topic-creation-cascade', { seed: 42, variant: 'reference', capsules: false });
  const strict = {
    seed: 42,
    variant: 'reference',
    capsules: false,
    tells: false,
    requireEffects: true,
  } as const;
  await t.throwsAsync(assertScenario('topic-creation-cascade', strict), { instanceOf: ScenarioFailed });
});

test('a failure names the invariant, and ends in a line that replays it; the capsule is there already', async (t) => {
  const capsules = join(newFolder(), 'kept');
  const { message, result, capsule } = await failureOf({ capsules });
  t.is(result.verdict, 'violated');
  t.regex(message, /^topic-creation-cascade violated \(variant forward-then-register, seed 42\)\n/);
  t.regex(message, /^acknowledged-topic-survives at 148400 ms: orders was .* \(and 2 more\)$/m);
  const [, file] = /stallgrind(?: --)? replay (\S+)$/.exec(message) ?? [];
  t.is(file, capsule ?? 'none');
  t.deepEqual(readdirSync(capsules).length, 1);
  const replayed = spawnSync(process.execPath, [CLI, 'replay', file ?? ''], { encoding: 'utf8' });
  t.is(replayed.status, 2);
  t.regex(replayed.stdout, new RegExp(result.hash));
});

test('a schedule given by hand is in the capsule', async (t) => {
  const capsules = newFolder();
  const { capsule } = await failureOf({ capsules, faults: [], set: { 'run.eventsMax': 5000 } });
  const kept: unknown = JSON.parse(readFileSync(capsule ?? '', 'utf8'));
  t.like(kept, { verdict: 'stalled', faults: [], settings: { 'run.eventsMax': 5000 } });
});

test('without a capsule the line runs the same again', async (t) => {
  const { message, capsule } = await failureOf({ capsules: false });
  t.is(capsule, null);
  t.regex(message, /run topic-creation-cascade --seed 42 --variant forward-then-register --expect nothing$/);
});

test('a folder that cannot be made costs the capsule, not the failure', async (t) => {
  const file = join(newFolder(), 'a-file');
  writeFileSync(file, '');
  const { message, result } = await failureOf({ capsules: join(file, 'below') });
  t.is(result.verdict, 'violated');
  t.regex(message, /no capsule was written: .*a-file/);
  t.regex(message, /run topic-creation-cascade --seed 42 --variant forward-then-register --expect nothing$/);
});

test('what the command line does not know is not offered to it', async (t) => {
  const never = defineVariant({ name: 'never', base: 'forward-then-register' });
  const { message } = await failureOf({ capsules: false, variant: never });
  t.regex(message, /replay: call this again with seed 42; the command line knows what is your own when/);
});

test('inside a property the invariant and the line are part of what fast-check says', async (t) => {
  const capsules = newFolder();
  const property = fc.asyncProperty(fc.constant(42), async (seed) => {
    await assertScenario('topic-creation-cascade', { seed, capsules, tells: false, expects: ['nothing'] });
  });
  const error = await t.throwsAsync(fc.assert(property, { numRuns: 1 }));
  const said = `${error.message}\n${String(error.cause)}`;
  t.regex(said, /acknowledged-topic-survives/);
  t.regex(said, /stallgrind(?: --)? replay \S+\.json/);
});

test('it is told on stderr too, for runners that do not show the cause of an error', (t) => {
  const library = new URL('./index.js', import.meta.url).href;
  const body = `import { assertScenario } from '${library}';
    await assertScenario('topic-creation-cascade', { seed: 42, capsules: false, expects: ['nothing'] }).catch(() => 0);`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', body], { encoding: 'utf8' });
  t.regex(stderr, /^topic-creation-cascade violated[^]*acknowledged-topic-survives[^]* --seed 42 /);
});

test('what makes no sense is a UsageError, before anything runs', async (t) => {
  for (const capsules of ['', true, 7]) {
    const options = { seed: 1, capsules } as unknown as AssertOptions;
    await t.throwsAsync(assertScenario('topic-creation', options), { instanceOf: UsageError });
  }
  await t.throwsAsync(assertScenario('no-such', { seed: 1 }), { instanceOf: UsageError });
});

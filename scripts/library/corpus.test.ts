import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { crashing } from './fast-check/testkit/crashing-app.js';
import { assertScenario, corpus, ScenarioFailed, UsageError } from './index.js';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  folders.push(folder);
  return folder;
}
test.after.always(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const broken = { scenarios: [crashing({ tooMany: 1 })] };
const mended = { scenarios: [crashing({ tooMany: 9 })] };

/** With a capsule of one that restarted once too often. */
async function filled(expects: readonly string[] = []): Promise<string> {
  const capsules = newFolder();
  const faults = [{ id: 'f1', type: 'crash', target: 'a', loses: 'none', atMs: 100, untilMs: 200 }];
  const asked = { seed: 5, faults, capsules, tells: false };
  const failed: unknown = await assertScenario(crashing({ tooMany: 1 }), asked).catch(
    (error: unknown) => error,
  );
  if (!(failed instanceof ScenarioFailed)) throw new Error(`it came to ${String(failed)}`);
  const [one] = await corpus(capsules, broken);
  if (one === undefined || expects.length === 0) return capsules;
  const capsule: unknown = JSON.parse(readFileSync(one.file, 'utf8'));
  writeFileSync(one.file, JSON.stringify({ ...(capsule as object), expects }));
  return capsules;
}

test('each capsule is a test of its own, by name, that fails as its run did', async (t) => {
  const folder = await filled();
  const [one, ...others] = await corpus(folder, broken);
  t.is(others.length, 0);
  t.regex(one?.name ?? '', /^crashing-default-5-[0-9a-f]{8}: violated often$/);
  const file = one?.file ?? '';
  const error = await t.throwsAsync(async () => one?.run(), { instanceOf: ScenarioFailed });
  t.is(error.capsule, file);
  const last = `replay ${file}`;
  t.regex(error.message, /^often at \d+(\.\d+)? ms: a restarted 1 time$/m);
  t.true(error.message.endsWith(last), error.message);
});

test('what it expects, or the test does, passes', async (t) => {
  const [marked] = await corpus(await filled(['often']), broken);
  t.regex(marked?.name ?? '', /: violated often, as expected$/);
  t.like(await marked?.run(), { verdict: 'violated', countsAs: 'passed' });
  const [asked] = await corpus(await filled(), { ...broken, expects: ['often'] });
  t.like(await asked?.run(), { verdict: 'violated', countsAs: 'passed' });
});

test('one that fails no longer passes, and says so once, with the command that marks it', async (t) => {
  const folder = await filled();
  t.like(await (await corpus(folder, mended))[0]?.run(), { verdict: 'passed' });
  const library = new URL('./index.js', import.meta.url).href;
  const app = new URL('./fast-check/testkit/crashing-app.js', import.meta.url).href;
  const body = `import { corpus } from '${library}';
    import { crashing } from '${app}';
    const scenarios = [crashing({ tooMany: 9 })];
    for (const { run } of await corpus('${folder}', { scenarios })) await run();`;
  const run = () => spawnSync(process.execPath, ['--input-type=module', '-e', body], { encoding: 'utf8' });
  const { status, stderr, stdout } = run();
  t.deepEqual([status, stdout], [0, '']);
  t.regex(stderr, /^\S+\.json violated often when it was kept, and passes now\. [^\n]*\n$/);
  t.true(stderr.includes(`corpus ${folder} --mark-passing; or delete the file.`), stderr);
  const [one] = await corpus(folder, mended);
  const file = one?.file ?? '';
  writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict": "violated"', '"verdict": "passed"'));
  t.is(run().stderr, '');
});

test('a folder that is missing, or holds what is no capsule, is refused before anything runs', async (t) => {
  const folder = await filled();
  const refused = async (asked: Promise<unknown>, message: RegExp): Promise<void> => {
    await t.throwsAsync(asked, { instanceOf: UsageError, message });
  };
  await refused(corpus(join(folder, 'nowhere')), /^there is no folder \S+nowhere$/);
  await refused(corpus(newFolder()), /holds no capsule/);
  await refused(corpus(folder), /^capsule \S+\.json: unknown scenario "crashing"/);
  await refused(corpus(folder, { ...broken, expects: ['oftn'] }), /often/);
  t.deepEqual(await corpus(join(folder, 'nowhere'), { mayBeEmpty: true }), []);
  t.deepEqual(await corpus(newFolder(), { mayBeEmpty: true }), []);
  writeFileSync(join(folder, 'half.json'), '{"schema": "stallgrind/capsule@1", "scen');
  await refused(corpus(folder, broken), /^capsule \S+half\.json: is cut off/);
});

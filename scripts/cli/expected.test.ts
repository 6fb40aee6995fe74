import { join } from 'node:path';
import test from 'ava';
import { layer } from '../../scenarios/index.js';
import { fieldOf, newFolder, runFake } from './testkit/run-fake.js';

const EXPECT = ['--expect', 'violated:election-safety'];

test('a run that does what was expected passes, and says so', async (t) => {
  const { code, stdout } = await runFake(['run', 'violates', ...EXPECT]);
  t.is(code, 0);
  t.regex(
    stdout,
    /^passed\nas expected: violated election-safety; first at 0.5 ms: n1 and n2 lead in term 3\n/m,
  );
  t.regex(stdout, /run violates .*--expect violated:election-safety$/m);
  const json = await runFake(['run', 'violates', ...EXPECT, '--json']);
  t.deepEqual([fieldOf(json.stdout, 'verdict'), fieldOf(json.stdout, 'countsAs')], ['violated', 'passed']);
  t.is(json.stderr, '');
});

test('a run in which the expected does not happen passes too', async (t) => {
  t.is((await runFake(['run', 'passes', ...EXPECT, '--expect', 'stalled'])).code, 0);
});

test('what was not expected has its exit code', async (t) => {
  t.is((await runFake(['run', 'violates', '--expect', 'stalled'])).code, 2);
  t.is((await runFake(['run', 'stalls', ...EXPECT])).code, 3);
  t.is((await runFake(['run', 'stalls', '--expect', 'stalled'])).code, 0);
  t.is((await runFake(['run', 'breaks', ...EXPECT])).code, 1);
});

test('a capsule keeps what was expected', async (t) => {
  const capsule = join(newFolder(), 'known.json');
  await runFake(['run', 'violates', ...EXPECT, '--capsule', capsule]);
  t.is((await runFake(['replay', capsule])).code, 0);
  const other = join(newFolder(), 'other.json');
  await runFake(['run', 'violates', '--capsule', other]);
  t.is((await runFake(['replay', other])).code, 2);
  t.is((await runFake(['replay', other, ...EXPECT])).code, 0);
});

test('the gate of a comparison has its own exit code', async (t) => {
  const compare = ['compare', 'violates', '--variants', 'slow,fast', '--seeds', '1..2'];
  const codeOf = async (...args: readonly string[]) => (await runFake([...compare, ...args])).code;
  t.is(await codeOf('--gate', 'p99<=+0%'), 2);
  t.is(await codeOf('--gate', 'p99<=+0%', ...EXPECT), 0);
  t.is(await codeOf('--gate', 'p99<=1ms', ...EXPECT), 5);
  const { stdout } = await runFake([...compare, ...EXPECT]);
  t.regex(stdout, /slow +0 +2 +0 +0 +0\n/);
  t.regex(stdout, /as expected under slow: election-safety in 2 runs\n/);
  t.notRegex(stdout, /did not pass/);
});

test('a sweep counts what was expected as passed, and keeps their capsules', async (t) => {
  const args = ['sweep', 'violates-odd', '--seeds', '0..9', '--jobs', '1', ...EXPECT, '--json'];
  const { code, stdout } = await runFake([...args, '--out', newFolder()]);
  t.is(code, 0);
  t.is(fieldOf(stdout, 'capsules', 'length'), 5);
  t.deepEqual(
    ['passed', 'violated', 'asExpected'].map((name) => fieldOf(stdout, name)),
    [10, 0, { 'election-safety': 5 }],
  );
});

test('nothing is expected: not even what scenario and variant declare', async (t) => {
  const strict = await layer.runScenario('lost-vote', { seed: 1, causes: 'none', expects: ['nothing'] });
  t.deepEqual([strict.expects, strict.countsAs], [[], 'violated']);
  t.regex(strict.replay, / --expect nothing$/);
  const some = { seed: 1, causes: 'none', expects: ['nothing', 'election-safety'] } as const;
  t.deepEqual((await layer.runScenario('lost-vote', some)).expects, ['election-safety']);
  const wrong = layer.runScenario('lost-vote', { seed: 1, expects: ['election-safty'] });
  await t.throwsAsync(wrong, { message: /unknown invariant "election-safty"; did you mean election-safety/ });
});

test('an expectation of another form is refused', async (t) => {
  for (const text of ['election-safety', 'violated:', 'violates:x', 'passed', '']) {
    const { code, stderr } = await runFake(['run', 'violates', '--expect', text]);
    t.is(code, 1);
    t.regex(stderr, /^error: --expect cannot be .*; write violated:INVARIANT, stalled, or nothing\n$/);
  }
});

/**
 * A knob that was set and that nothing reads is said to have changed nothing; what was asked for runs all
 * the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { layer } from '../../scenarios/index.js';
import { unreadByAll } from '../../scenarios/harness/result/unread.js';
import { runUnderSameFaults } from './support/same-faults.js';
import { fieldOf, newFolder, runFake } from './testkit/run-fake.js';

const set = ['--set', 'fetch.pollMs=5', '--set', 'warmup.timeoutMs=7', '--set', 'client.count=2'];
const warning = (name: string, where: string): RegExp =>
  new RegExp(
    `^warning: --set ${name} changed nothing, since nothing in ${where} reads it \\(${name}: .+\\)$`,
    'm',
  );

test('a run', async (t) => {
  const { code, stdout, stderr } = await runFake(['run', 'passes', ...set, '--json']);
  t.is(code, 0);
  t.deepEqual(fieldOf(stdout, 'unread'), ['fetch.pollMs', 'warmup.timeoutMs']);
  t.regex(stderr, warning('fetch.pollMs', 'this run'));
  t.regex(stderr, warning('warmup.timeoutMs', 'this run'));
  t.false(stderr.includes('client.count'));
  t.is((await runFake(['run', 'passes', '--set', 'client.count=2'])).stderr, '');
});

for (const [what, ...command] of [
  ['a seed of a swarm', 'run', 'swarm', '--seed', '0'],
  ['a swarm', 'sweep', 'swarm', '--seeds', '0', '--jobs', '1'],
] as const)
  test(`${what}: what it draws nobody has set`, async (t) => {
    const drawn = await runFake([...command, '--json']);
    t.deepEqual(fieldOf(drawn.stdout, 'unread'), []);
    t.notRegex(drawn.stderr, /warning: --set/);
    const asked = await runFake([...command, '--set', 'fetch.pollMs=5', '--json']);
    t.deepEqual(fieldOf(asked.stdout, 'unread'), ['fetch.pollMs']);
  });

test('a comparison: a knob that one of the variants reads is one that was well set', async (t) => {
  const args = ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '1..2', ...set];
  const { code, stdout, stderr } = await runFake([...args, '--json']);
  t.is(code, 0);
  t.deepEqual(fieldOf(stdout, 'unread'), ['fetch.pollMs']);
  t.regex(stderr, warning('fetch.pollMs', 'these runs'));
  t.is(stderr.split('\n').length, 2);
});

test('what made the faults is read where they are made, and the others meet them as they were', async (t) => {
  const options = { seed: 1, set: { 'stall.role': 'follower', 'fetch.pollMs': 5 }, causes: 'none' } as const;
  const { runs } = await runUnderSameFaults(layer, 'ready-loop-stall', ['poll-50ms', 'reference'], options);
  t.deepEqual(unreadByAll(runs), ['fetch.pollMs']);
});

test('a sweep, once for all its runs', async (t) => {
  const { code, stdout, stderr } = await runFake([
    'sweep',
    'passes',
    '--seeds',
    '1..3',
    '--jobs',
    '1',
    ...set,
    '--json',
  ]);
  t.is(code, 0);
  t.deepEqual(fieldOf(stdout, 'unread'), ['fetch.pollMs', 'warmup.timeoutMs']);
  t.is(stderr.match(/^warning: /gm)?.length, 2);
});

test('a replay asks for nothing, so it warns of nothing', async (t) => {
  const file = join(newFolder(), 'c.json');
  const capsule = {
    schema: 'stallgrind/capsule@1',
    scenario: 'passes',
    seed: 1,
    variant: 'slow',
    verdict: 'passed',
  };
  const rest = { settings: { 'warmup.timeoutMs': 5 }, faults: [], hash: '0123456789abcdef', checkpoints: [] };
  writeFileSync(file, JSON.stringify({ ...capsule, ...rest }));
  const { code, stdout, stderr } = await runFake(['replay', file, '--json']);
  t.deepEqual([code, stderr, fieldOf(stdout, 'unread')], [0, '', []]);
});

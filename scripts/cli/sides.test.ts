import test from 'ava';
import { runsAsked } from './testkit/fake-layer.js';
import { fieldOf, runFake } from './testkit/run-fake.js';

const compare = (...args: readonly string[]) => runFake(['compare', 'passes', '--seeds', '1', ...args]);

test('a side is a preset and settings, and the report says where the sides differ', async (t) => {
  const sides = ['--variant', 'a=slow,createWait.pollMs=10', '--variant', 'b=slow,createWait.pollMs=50'];
  const { code, stdout } = await compare(...sides, '--set', 'raft.tickMs=23', '--json');
  t.is(code, 0);
  t.deepEqual(
    // Other tests of this process run beside it.
    runsAsked.filter(({ set }) => set?.['raft.tickMs'] === 23).map(({ variant, set }) => [variant, set]),
    [10, 50, 10].map((pollMs) => ['slow', { 'raft.tickMs': 23, 'createWait.pollMs': pollMs }]),
  );
  t.deepEqual(fieldOf(stdout, 'sides'), [
    { name: 'a', preset: 'slow', set: { 'createWait.pollMs': 10 } },
    { name: 'b', preset: 'slow', set: { 'createWait.pollMs': 50 } },
  ]);
  t.deepEqual(fieldOf(stdout, 'differences'), [
    { type: 'knob', name: 'createWait.pollMs', values: [10, 50] },
  ]);
  t.deepEqual(
    [0, 1].map((place) => fieldOf(stdout, 'runs', place, 'variant')),
    ['a', 'b'],
  );
  const text = (await compare(...sides)).stdout;
  t.regex(text, /^passes: a against b\n/);
  t.regex(text, /^a: slow, createWait\.pollMs=10$/m);
  t.regex(text, /knob +createWait\.pollMs +10 +50\n/);
});

test('the setting of a side wins over that of all; presets as they are may stand beside', async (t) => {
  const { stdout } = await compare(
    '--variants',
    'fast',
    '--variant',
    'slow,createWait.pollMs=10',
    '--set',
    'createWait.pollMs=30',
    '--json',
  );
  t.deepEqual(fieldOf(stdout, 'differences'), [
    { type: 'seam', name: 'createWait', values: ['reference', 'poll'] },
    { type: 'knob', name: 'createWait.pollMs', values: [30, 10] },
  ]);
});

const refused: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /name at least two/],
  [['--variant', 'a=slow'], /name at least two/],
  [['--variant', 'a=slow', '--variant', 'a=fast'], /there are two sides named a/],
  [['--variant', 'a=slow', '--variant', 'b=fats'], /unknown variant "fats"/],
  [['--variant', 'a=slow', '--variant', 'b=fast,'], /a name is missing beside a comma/],
  [['--variant', 'a=slow', '--variant', '=fast'], /write \[name=\]preset/],
  [['--variant', 'a=slow', '--variant', 'b=fast,createWait.pollMs'], /createWait\.pollMs has no value/],
  [['--variant', 'a=slow', '--variant', 'b=fast,createWait.polMs=1'], /did you mean createWait\.pollMs/],
];

for (const [args, message] of refused) {
  test(`compare ${args.join(' ')}: one clear line, and nothing runs`, async (t) => {
    const { code, stdout, stderr, runCount } = await compare(...args);
    t.deepEqual([code, stdout, runCount], [1, '', 0]);
    t.regex(stderr, message);
    t.is(stderr.trim().split('\n').length, 1);
  });
}

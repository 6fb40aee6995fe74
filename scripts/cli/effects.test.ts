import test from 'ava';
import { runFake } from './testkit/run-fake.js';

// The one fault of these scenarios has no effect with seed 0.
const IDLE = 'fault f1 (isolate) had no effect: it struck n2 at 1 ms and changed nothing';

test('a fault without effect is told loudly, and is an error where effects are required', async (t) => {
  const told = await runFake(['run', 'passes', '--seed', '0']);
  t.deepEqual([told.code, told.stderr], [0, `warning: ${IDLE}\n`]);
  const required = await runFake(['run', 'passes', '--seed', '0', '--require-effects', '--json']);
  t.deepEqual([required.code, required.stderr], [1, `error: ${IDLE}\n`]);
  t.is((await runFake(['run', 'violates', '--seed', '0', '--require-effects'])).code, 2);
  const effective = await runFake(['run', 'passes', '--seed', '1', '--require-effects']);
  t.deepEqual([effective.code, effective.stderr], [0, '']);
});

test('so it is in a sweep and in a comparison', async (t) => {
  const sweep = ['sweep', 'passes', '--jobs', '1', '--seeds'];
  const [never, once] = ['isolate had no effect in 1 case', 'isolate had no effect in 1 case'];
  const told = await runFake([...sweep, '0']);
  t.deepEqual([told.code, told.stderr], [0, `warning: ${never}\n`]);
  t.is((await runFake([...sweep, '0..1'])).stderr, '');
  const required = await runFake([...sweep, '0..1', '--require-effects']);
  t.deepEqual([required.code, required.stderr], [1, `error: ${once}\n`]);
  const compare = ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '0..1'];
  const compared = await runFake(compare);
  t.is(compared.code, 0);
  t.regex(compared.stderr, /^warning: fault f1 had no effect under slow in 1 run\n/);
  t.is((await runFake([...compare, '--require-effects'])).code, 1);
});

test('what no run of a sweep or comparison could have had is an error, as in one run; in one of them it may be', async (t) => {
  const sentence = 'fault f1 (isolate) can never strike: no topic x was ever there';
  for (const [words, error] of [
    [['run', 'passes', '--seed', '990'], /^error: fault f1 \(isolate\) had no effect: .*no topic x/],
    [
      ['sweep', 'passes', '--jobs', '1', '--seeds', '990..992'],
      new RegExp(`^error: passes: ${escaped(sentence)}\n`),
    ],
    [
      ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '990..991'],
      new RegExp(`^error: ${escaped(sentence)}\n`),
    ],
  ] as const) {
    const { code, stderr } = await runFake(words);
    t.is(code, 1, words[0]);
    t.regex(stderr, error);
  }
  for (const words of [
    ['sweep', 'passes', '--jobs', '1', '--seeds', '1,990'],
    ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '1,990'],
  ]) {
    const { code, stderr } = await runFake(words);
    t.is(code, 0);
    t.false(stderr.includes('can never strike'));
  }
});

function escaped(text: string): string {
  return text.replaceAll(/[()]/g, (bracket) => `\\${bracket}`);
}

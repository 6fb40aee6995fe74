import test from 'ava';
import fc from 'fast-check';
import { layer } from '../../../scenarios/index.js';
import { int } from '../../../scenarios/harness/settings/areas/knob.js';
import { commandOf, parseSteps, textOfSteps } from '../../../scenarios/harness/steps/commands.js';
import { modelRun } from '../../../scenarios/harness/steps/model-run.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { stallgrindProperty, stepsOf } from './index.js';
import { commands, registers } from './testkit/register-app.js';

const property = (forgets: boolean, faults: 'drawn' | 'none') =>
  stallgrindProperty(registers, {
    capsules: false,
    set: { 'registers.forgets': forgets },
    settings: fc.record({ 'registers.steps': stepsOf(commands) }),
    faults,
  });

test('a model finds what the real thing forgot, by the fewest commands and faults that show it', async (t) => {
  const { failed, counterexample } = await fc.check(property(true, 'drawn'), { seed: 1, numRuns: 200 });
  t.true(failed);
  const [smallest] = counterexample ?? [];
  t.deepEqual(
    smallest?.faults.map((fault) => [fault.type, 'target' in fault && fault.target]),
    [['crash', 'server']],
  );
  t.regex(String(smallest?.set['registers.steps']), /^put key=0 value=1;( wait steps=\d;)? get key=0$/);
  t.regex(
    fc.stringify(counterexample),
    /as-the-model at [^\n]*: step [23], get key=0: it says null, and not 1\n/,
  );
});

test('what forgets nothing agrees with the model, whatever strikes server and client', async (t) => {
  const { failed, counterexample } = await fc.check(property(false, 'drawn'), { seed: 2, numRuns: 150 });
  t.false(failed, fc.stringify(counterexample));
  t.false((await fc.check(property(true, 'none'), { seed: 2, numRuns: 40 })).failed);
});

test('a client that dies goes on with the next step; what it was at may have happened', async (t) => {
  const set = { 'registers.steps': 'put key=1 value=5; put key=1 value=6; get key=1' };
  // The second write is on its way at some of these times.
  for (let atMs = 40; atMs < 46; atMs += 0.5) {
    const faults = [{ id: 'f1', type: 'crash', target: 'client', loses: 'none', atMs, untilMs: 200 }];
    const result = await layer.runScenario(registers, { seed: 1, set, faults });
    t.is(result.verdict, 'passed', `${atMs}: ${JSON.stringify(result.violations)}`);
  }
});

test('steps are read as they are written, and what is none is refused with what would be', async (t) => {
  for (const text of fc.sample(stepsOf(commands), { seed: 1, numRuns: 50 })) {
    const parsed = parseSteps(commands, text);
    t.is(parsed.ok ? textOfSteps(parsed.steps) : parsed.problem, text);
  }
  t.like(parseSteps(commands, ' put ;; get key=2 '), {
    steps: [
      { command: 'put', args: { key: 0, value: 1 } },
      { command: 'get', args: { key: 2 } },
    ],
  });
  for (const [steps, message] of [
    ['putt key=1', /registers\.steps cannot be "putt key=1".*unknown command "putt"; did you mean put\?/],
    ['put kex=1', /unknown argument of put "kex"; did you mean key\?/],
    ['put key=7', /in "put key=7" key is to be an integer from 0 to 2/],
    [7, /registers\.steps cannot be 7; it is a text/],
  ] as const)
    await t.throwsAsync(layer.runScenario(registers, { seed: 1, set: { 'registers.steps': steps } }), {
      instanceOf: UsageError,
      message,
    });
  t.throws(() => stepsOf({}), { instanceOf: UsageError });
  t.throws(() => stepsOf(commands, { stepsMax: 0 }), { instanceOf: UsageError });
});

test('a command knows its arguments by their types, and steps that make no sense are left out', async (t) => {
  const run: string[] = [];
  const command = commandOf<{ count: number }, null>();
  const counting = {
    add: command({
      args: { by: int(1, { min: 1, max: 5 }, 'How much.') },
      run: (_ctx, model, _real, { by }) => {
        model.count += by;
        run.push(`add ${by.toFixed(0)}`);
        return Promise.resolve();
      },
    }),
    reset: command({
      check: ({ count }) => count > 5,
      run: (_ctx, model) => {
        model.count = 0;
        run.push('reset');
        return Promise.resolve();
      },
    }),
  };
  const model = { count: 0 };
  t.throws(() => modelRun({ commands: counting, steps: 'sub', model, onMismatch: t.log }), {
    instanceOf: UsageError,
  });
  const { World } = await import('../../../sim/world/world.js');
  const world = new World({ seed: 1, untilUs: 1_000_000 });
  const steps = modelRun({
    commands: counting,
    steps: 'add by=2; reset; add by=4; reset',
    model,
    onMismatch: t.log,
  });
  world.addNode({ nodeId: 'a', boot: (env) => steps.start(env, null) });
  await world.run({});
  t.deepEqual(run, ['add 2', 'add 4', 'reset']);
  t.true(steps.isDone());
});

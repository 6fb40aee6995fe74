import test from 'ava';
import fc from 'fast-check';
import { MODEL_COMMANDS, modelCommands } from '../index.js';
import { stallgrindProperty, stepsOf, type PropertyOptions } from './index.js';

const checked = (options: PropertyOptions, parameters: object) => {
  const settings = fc.record({ 'model.steps': stepsOf(MODEL_COMMANDS) });
  return fc.check(stallgrindProperty(modelCommands, { capsules: false, settings, ...options }), parameters);
};

test('the broker agrees with a plain model of metadata, logs and groups, whatever strikes it', async (t) => {
  const { failed, counterexample } = await checked({}, { seed: 7, numRuns: 40 });
  t.false(failed, fc.stringify(counterexample));
});

test('what a documented design loses is found by two creations', async (t) => {
  const options = { variant: 'forward-then-register', expects: ['nothing'], faults: ['crash'] } as const;
  const { failed, counterexample } = await checked(options, { seed: 1, numRuns: 40 });
  t.true(failed);
  const steps = String(counterexample?.[0].set['model.steps']).split('; ');
  t.true(steps.length <= 3, steps.join());
  t.regex(fc.stringify(counterexample), /acknowledged-topic-survives at/);
});

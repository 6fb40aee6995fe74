import test from 'ava';
import { layer } from '../../index.js';
import { differingAxes } from './sides.js';

const plan = (variant: string, set: Readonly<Record<string, unknown>> = {}) =>
  layer.planScenario('topic-creation', { seed: 1, variant, set });
const axesOf = (...plans: readonly ReturnType<typeof plan>[]) =>
  differingAxes(plans).map(({ type, name, values }) => `${type} ${name}: ${values.join(', ')}`);

test('one preset with two settings differs in that knob alone', (t) => {
  const [ten, fifty] = [10, 50].map((ms) => plan('poll-50ms', { 'createWait.pollMs': ms }));
  if (ten === undefined || fifty === undefined) throw new Error('there are two');
  t.deepEqual(axesOf(ten, fifty), ['knob createWait.pollMs: 10, 50']);
  t.deepEqual(axesOf(ten, ten), []);
});

test('presets differ in seams and knobs, which are named with what each has there', (t) => {
  const axes = axesOf(plan('forward-then-register'), plan('register-then-forward'));
  t.deepEqual(axes, ['seam createWait: forward-then-register, register-then-forward']);
  const other = axesOf(plan('poll-50ms'), plan('reference'));
  t.true(other.includes('seam createWait: poll, reference'));
  t.true(other.includes('knob loop.periodMs: 100, 0'));
});

test('a knob that chooses at a seam is shown as the seam, once', (t) => {
  const chosen = plan('reference', { createWait: 'notify' });
  t.deepEqual(axesOf(plan('reference'), chosen), ['seam createWait: reference, notify']);
  t.deepEqual(axesOf(plan('reference'), plan('reference', { createWait: 'reference' })), []);
});

/** Knobs that one scenario has. */
import test from 'ava';
import { layer } from '../../index.js';
import { withKnobs } from '../definition/scenario.js';
import { makeCapsule } from '../result/capsule.js';
import { parseAssignments } from './assignments.js';
import { choice, int } from './areas/knob.js';
import { resolveSettings } from './resolve.js';

const scenario = withKnobs({
  name: 'cut-for-a-while',
  doc: 'The first broker is cut off, for as long as a knob of its own says.',
  source: 'none',
  variant: 'reference',
  knobs: {
    'cut.ms': int(50, { unit: 'ms', min: 1, max: 1000 }, 'How long it is cut off.'),
    'cut.how': choice('isolate', ['isolate', 'none'], 'Whether it is.'),
  },
  settings: { 'run.startMs': 3000, 'cut.ms': 70 },
  faults: ({ 'cut.ms': ms, 'cut.how': how, 'run.startMs': atMs }) =>
    how === 'none' ? [] : [{ id: 'cut', type: how, target: 'n1', atMs, untilMs: atMs + ms }],
  load: ({ settings }, done) => {
    // @ts-expect-error: a name that is none of its knobs does not compile
    if (settings['cut.us'] === undefined) done();
  },
});

test('they are resolved, checked and planned like all others', (t) => {
  const plan = layer.planScenario(scenario, { seed: 1 });
  t.like(plan.given, { 'cut.ms': 70 });
  t.is(plan.from['cut.how'], 'default');
  t.like(plan.schedule[0], { atMs: 3000, untilMs: 3070 });
  t.deepEqual(layer.planScenario(scenario, { seed: 1, set: { 'cut.how': 'none' } }).schedule, []);
  t.throws(() => layer.planScenario(scenario, { seed: 1, set: { 'cut.ms': 0 } }), {
    message: 'cut.ms cannot be 0; it is an integer from 1 to 1000 ms',
  });
});

test('a run tells those that nothing read, and a capsule holds them', async (t) => {
  const set = { 'cut.ms': 20, 'cut.how': 'none' };
  const result = await layer.runScenario(scenario, { seed: 1, set });
  t.is(result.verdict, 'passed');
  t.true(result.replay.endsWith('--set cut.ms=20 --set cut.how=none'));
  const given = await layer.runScenario(scenario, { seed: 1, set, faults: [] });
  t.deepEqual(given.unread, ['cut.ms', 'cut.how']);
  const { settings, faults } = makeCapsule(result);
  const again = await layer.runScenario(scenario, { seed: 1, set: settings, faults });
  t.is(again.hash, result.hash);
});

test('one of another scenario is said to be its, and one that has the name of a common knob is refused', (t) => {
  const message = 'storm.topics is a knob of create-topic-storm only';
  const set = { 'storm.topics': 2 };
  t.throws(() => layer.planScenario('steady-produce', { seed: 1, set }), { message });
  t.notThrows(() => layer.planScenario('create-topic-storm', { seed: 1, set }));
  const scenarios = layer.listScenarios();
  t.throws(() => parseAssignments(['storm.topics=2'], null, scenarios), { message });
  t.deepEqual(parseAssignments(['storm.topics=2'], 'create-topic-storm', scenarios), set);
  const knobs = { 'cluster.nodes': int(1, { min: 1, max: 2 }, 'None.') };
  t.throws(() => resolveSettings({}, { name: 'small', knobs }), {
    message: 'small cannot have a knob cluster.nodes of its own; every run has one',
  });
});

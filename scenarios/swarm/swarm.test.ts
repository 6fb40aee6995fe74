import test from 'ava';
import { FAULT_TYPES } from '../../sim/faults/verbs.js';
import { replicationFactorOf } from '../harness/cluster/from-settings.js';
import { layer } from '../index.js';
import { AREAS, OWN, SHAPE } from './knobs.js';
import { swarmRun } from './swarm.js';

const SEEDS = Array.from({ length: 1500 }, (_, place) => place + 1);
const runs = SEEDS.map(swarmRun);

test('every seed makes a run that can be run', (t) => {
  for (const { scenario, ...options } of runs) t.notThrows(() => layer.planScenario(scenario, options));
});

test('a seed makes the same run each time, and no two make the same', (t) => {
  t.deepEqual(SEEDS.slice(0, 20).map(swarmRun), runs.slice(0, 20));
  t.is(new Set(runs.map((run) => JSON.stringify({ ...run, seed: 0 }))).size, runs.length);
});

test('some seeds have each type of fault, and some have not', (t) => {
  for (const type of FAULT_TYPES) {
    const count = runs.filter(({ faults }) => faults.some((fault) => fault.type === type)).length;
    t.true(count >= 10 && count <= runs.length / 2, `${type} in ${count} runs`);
  }
});

/** Their last word is that of a rule: of what the machine takes, or of what is asked of a cluster. */
const RULED = ['raft.electionTicks', 'raft.heartbeatTicks', 'client.deliveryTimeoutMs'];

test('some seeds set each knob to each of its values, and some leave it alone', (t) => {
  for (const values of [SHAPE, OWN, ...Object.values(AREAS)]) {
    for (const [name, from] of Object.entries(values)) {
      if (RULED.includes(name)) continue;
      const drawn = new Set(runs.map(({ set }) => set[name]));
      t.deepEqual(
        from.filter((value) => !drawn.has(value)),
        [],
        name,
      );
      if (values !== SHAPE) t.true(drawn.has(undefined), name);
    }
  }
});

/** Those of a scenario's own schedule have ids in words. */
const DRAWN = /^f\d+$/;

test('every fault that is drawn ends, and then the load goes on', (t) => {
  for (const { scenario, faults, ...options } of runs) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const loadEndsMs = settings['run.startMs'] + settings['client.forMs'];
    for (const fault of faults.filter(({ id }) => DRAWN.test(id)))
      if ('untilMs' in fault) t.true((fault.untilMs ?? Infinity) < loadEndsMs, `seed ${options.seed}`);
  }
});

const TAKING = ['wipe', 'lyingSync', 'rotDisk', 'misdirectDisk'];

test('nobody takes more copies than a record or an entry of the metadata log can lose', (t) => {
  for (const { scenario, faults, ...options } of runs) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const named = (types: readonly string[]): ReadonlySet<unknown> =>
      new Set(
        faults.flatMap((fault) => (types.includes(fault.type) && 'target' in fault ? [fault.target] : [])),
      );
    const [taken, untrusted] = [named(TAKING), named(TAKING.slice(1))];
    const minInsync = settings['topic.minInsyncReplicas'];
    t.true(
      [...taken].every((target) => /^n\d$/.test(String(target))),
      'a role may be another broker each time',
    );
    t.true(taken.size < minInsync || taken.size === 0);
    t.true(taken.size < settings['cluster.nodes'] / 2);
    t.true(replicationFactorOf(settings) - untrusted.size >= minInsync);
  }
});

test('with a disk that lies, no machine loses its memory', (t) => {
  const lied = runs.filter(({ faults }) => faults.some(({ type }) => type === 'lyingSync'));
  t.true(lied.some(({ faults }) => faults.some(({ type }) => type === 'crash')));
  for (const fault of lied.flatMap(({ faults }) => faults))
    t.true(fault.type === 'crash' ? fault.loses === 'none' : fault.type !== 'wipe');
});

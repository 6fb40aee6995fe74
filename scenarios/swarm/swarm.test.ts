import test from 'ava';
import { FAULT_TYPES } from '../../sim/faults/verbs.js';
import type { FaultEntry } from '../../sim/faults/entry.js';
import { brokerNames, replicationFactorOf } from '../harness/cluster/from-settings.js';
import { catalog } from '../catalog/catalog.js';
import { walOptions } from '../harness/cluster/wal-settings.js';
import { layer } from '../index.js';
import { takesData } from './atlas.js';
import { AREAS, OWN, SHAPE } from './knobs.js';
import { upByMs } from './schedule.js';
import { RECORD_MS, roundTripMs } from './settings.js';
import { swarmRun } from './swarm.js';

const SEEDS = Array.from({ length: 1500 }, (_, place) => place + 1);
const runs = SEEDS.map((seed) => swarmRun(seed));

test('every seed makes a run that can be run', (t) => {
  for (const { scenario, ...options } of runs) t.notThrows(() => layer.planScenario(scenario, options));
});

test('a seed makes the same run each time, and no two make the same', (t) => {
  t.deepEqual(
    SEEDS.slice(0, 20).map((seed) => swarmRun(seed)),
    runs.slice(0, 20),
  );
  t.is(new Set(runs.map((run) => JSON.stringify({ ...run, seed: 0 }))).size, runs.length);
});

test('the order of events that a seed draws changes nothing else of it', (t) => {
  const ordered = runs.filter(({ set }) => set['run.order'] !== undefined);
  t.true(ordered.length > 300 && ordered.length < 600, String(ordered.length));
  for (const run of ordered) {
    const { set, ...fifo } = swarmRun(run.seed, { set: { 'run.order': 'fifo' } });
    t.deepEqual({ ...fifo, set: { ...set, 'run.order': run.set['run.order'] } }, run);
  }
});

test('some seeds have each type of fault, and some have not', (t) => {
  for (const type of FAULT_TYPES) {
    const count = runs.filter(({ faults }) => faults.some((fault) => fault.type === type)).length;
    t.true(count >= 10 && count <= runs.length / 2, `${type} in ${count} runs`);
  }
});

/** Knobs whose drawn value a rule may replace: the least that a machine takes, or a cluster needs. */
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
const PATTERN = /^p\d/;

test('with a scenario’s own schedule, which waits for marks of a cluster that is up, nothing is struck before', (t) => {
  const own = runs.filter(({ faults }) => faults.some(({ id }) => !DRAWN.test(id) && !PATTERN.test(id)));
  t.true(own.length > 50, String(own.length));
  for (const { scenario, faults, ...options } of own) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const planned = catalog.find(({ name }) => name === scenario) ?? {};
    t.true(upByMs(planned, settings) <= settings['run.startMs'], `seed ${options.seed}`);
    const drawn = faults.filter(({ id }) => DRAWN.test(id) || PATTERN.test(id));
    for (const { atMs = Infinity } of drawn) t.true(atMs >= settings['run.startMs'], `seed ${options.seed}`);
  }
});

test('a log keeps up with its load: with what comes in a tick, and with what comes in a round trip', (t) => {
  for (const { scenario, seed, ...options } of runs) {
    const { settings } = layer.planScenario(scenario, { ...options, seed, faults: [] });
    const {
      commit,
      batchRecordsMax = Infinity,
      batchBytesMax = Infinity,
      queueRecordsMax = Infinity,
    } = walOptions(settings);
    const records = Math.min(batchRecordsMax, queueRecordsMax, Math.ceil(batchBytesMax / 100));
    if (commit?.on === 'tick') t.true(commit.periodUs <= records * RECORD_MS * 1000, `seed ${seed}`);
    const inRoundTrip = (settings['client.messages'] / settings['client.forMs']) * roundTripMs(settings);
    t.true(queueRecordsMax >= 2 * inRoundTrip, `seed ${seed}: ${queueRecordsMax} for ${inRoundTrip}`);
  }
});

test('every fault that is drawn ends, and then the load goes on', (t) => {
  for (const { scenario, faults, ...options } of runs) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const loadEndsMs = settings['run.startMs'] + settings['client.forMs'];
    for (const fault of faults.filter(({ id }) => DRAWN.test(id)))
      if ('untilMs' in fault) t.true((fault.untilMs ?? Infinity) < loadEndsMs, `seed ${options.seed}`);
  }
});

/** The brokers that a fault of a machine strikes. */
function namedBy(fault: FaultEntry, brokers: readonly string[]): readonly string[] {
  return 'target' in fault ? [fault.target].flat().filter((name) => brokers.includes(name)) : [];
}

test('where disks lose what was durable, one replica of each partition is left alone', (t) => {
  const taking = runs.filter(({ faults }) => faults.some(takesData));
  t.true(taking.length > 100);
  for (const { scenario, faults, ...options } of taking) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const brokers = brokerNames(settings);
    const replicas = replicationFactorOf(settings);
    t.true(new Set(faults.filter(takesData).flatMap((fault) => namedBy(fault, brokers))).size < replicas);
    const away = faults.filter(({ type }) =>
      ['crash', 'wipe', 'pause', 'isolate', 'stallDisk'].includes(type),
    );
    t.true(new Set(away.flatMap((fault) => namedBy(fault, brokers))).size < replicas);
    const targets = faults.flatMap((fault) => ('target' in fault ? [fault.target].flat() : []));
    t.true(
      targets.every((target) => !target.includes(' ')),
      'a role may be anybody’s',
    );
  }
});

test('a majority of the metadata log keeps its disks, and as many replicas as producers ask for can be trusted', (t) => {
  for (const { scenario, faults, ...options } of runs) {
    const { settings } = layer.planScenario(scenario, { ...options, faults: [] });
    const brokers = brokerNames(settings);
    const targets = (taking: readonly FaultEntry[]): number =>
      new Set(taking.flatMap((fault) => namedBy(fault, brokers))).size;
    t.true(targets(faults.filter(takesData)) < brokers.length / 2);
    const stopping = faults.filter((fault) => takesData(fault) && fault.type !== 'wipe');
    // Before it has registered, nothing of the run can begin without it.
    for (const { atMs = Infinity } of stopping) t.true(atMs >= settings['run.startMs']);
    const untrusted = targets(stopping);
    t.true(replicationFactorOf(settings) - untrusted >= settings['topic.minInsyncReplicas']);
  }
});

test('with a disk that lies, no machine loses its memory', (t) => {
  const lied = runs.filter(({ faults }) => faults.some(({ type }) => type === 'lyingSync'));
  t.true(lied.some(({ faults }) => faults.some(({ type }) => type === 'crash')));
  for (const fault of lied.flatMap(({ faults }) => faults))
    t.true(fault.type === 'crash' ? fault.loses === 'none' : fault.type !== 'wipe');
});

import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { layer } from '../../../scenarios/index.js';
import { parseSchedule } from '../../../sim/faults/parse.js';
import {
  casesOf,
  clusterShapes,
  faultSchedules,
  settingsOf,
  workloads,
  type StallgrindCase,
} from './index.js';
import { crashing } from './testkit/crashing-app.js';

const planned = ({ scenario, ...options }: StallgrindCase): unknown => layer.planScenario(scenario, options);

/** Values, and what they are made smaller to where every third one fails, whatever it is. */
function visited<T>(of: fc.Arbitrary<T>, seed: number): readonly T[] {
  const all: T[] = [];
  const fails = (value: T): boolean =>
    createHash('md5')
      .update(`${seed} ${JSON.stringify(value)}`)
      .digest()
      .readUInt8() %
      3 ===
    0;
  fc.check(
    fc.property(of, (value) => {
      all.push(value);
      return !fails(value);
    }),
    { seed, numRuns: 20 },
  );
  return all;
}

const SEEDS = [1, 2, 3];

test('every case, and everything that it is made smaller to, can be run', (t) => {
  for (const scenario of ['leader-loss', 'group-rebalance', 'topic-creation'].filter(isThere)) {
    for (const seed of SEEDS) {
      const all = visited(casesOf(scenario), seed);
      t.true(all.length > 5);
      for (const one of all) t.notThrows(() => planned(one), JSON.stringify(one));
      const drawnTimes = all.flatMap(({ faults }) => faults.filter(({ id }) => /^f\d+$/.test(id)));
      t.true(drawnTimes.every(({ atMs = 0 }) => Number.isInteger(atMs)));
    }
  }
});

const isThere = (scenario: string): boolean => layer.listScenarios().some(({ name }) => name === scenario);

test('making a case smaller comes to an end, whatever fails', (t) => {
  const always = fc.check(
    fc.property(casesOf('leader-loss'), (_one) => false),
    { seed: 1 },
  );
  t.deepEqual(always.counterexample?.[0].faults, []);
  t.is(always.counterexample?.[0].set['cluster.nodes'], 1);
  t.true(always.numShrinks < 100, String(always.numShrinks));
});

test('a fault that is cut leaves all others, the settings and the luck as they were', (t) => {
  const of = casesOf('leader-loss', { faults: ['crash', 'slowLink', 'pause'], settings: 'fixed' });
  const candidates: StallgrindCase[] = [];
  let failed: StallgrindCase | null = null;
  fc.check(
    fc.property(of, (one) => {
      if (failed !== null) candidates.push(one);
      else if (one.faults.length > 6) failed = one;
      else return true;
      return failed !== one;
    }),
    { seed: 3, numRuns: 200 },
  );
  const whole: StallgrindCase = failed ?? candidates[0] ?? t.fail();
  const cut = candidates.filter(({ faults }) => faults.length < whole.faults.length);
  t.true(cut.length > whole.faults.length);
  for (const one of cut) {
    const kept = one.faults.map(({ id }) => id);
    t.deepEqual(
      one.faults,
      whole.faults.filter(({ id }) => kept.includes(id)),
    );
    t.deepEqual({ ...one, faults: [] }, { ...whole, faults: [] });
  }
});

test('each kind of knob is drawn within its bounds, and left alone now and then', (t) => {
  const names = ['cluster.nodes', 'disk.syncUs', 'client.acks', 'raft.preVote', 'network.lossProbability'];
  const all = fc.sample(settingsOf('leader-loss', { knobs: names, set: { 'topic.replicationFactor': 1 } }), {
    seed: 5,
    numRuns: 300,
  });
  for (const set of all) t.notThrows(() => layer.planScenario('leader-loss', { seed: 1, set }));
  for (const name of names) {
    const values = new Set(all.map((set) => set[name]));
    t.true(values.size >= 3 && values.has(undefined), `${name}: ${[...values].join()}`);
  }
  t.throws(() => settingsOf('leader-loss', { knobs: ['disk.syncUS'] }), {
    instanceOf: UsageError,
    message: /disk\.syncUs/,
  });
});

test('shapes and workloads are legal settings, and shrink to the smallest', (t) => {
  const both = fc.record({ shape: clusterShapes({ nodesMin: 3, nodesMax: 5 }), load: workloads() });
  for (const { shape, load } of fc.sample(both, { seed: 1, numRuns: 200 })) {
    t.true(shape['cluster.nodes'] >= 3 && shape['cluster.nodes'] <= 5);
    t.notThrows(() => layer.planScenario('leader-loss', { seed: 1, set: { ...shape, ...load } }));
  }
  const smallest = fc.check(fc.property(both, (_one) => false)).counterexample?.[0];
  t.deepEqual(smallest, {
    shape: {
      'cluster.nodes': 3,
      'topic.partitions': 1,
      'topic.replicationFactor': 1,
      'topic.minInsyncReplicas': 1,
    },
    load: { 'client.count': 1, 'client.messages': 20 },
  });
  for (const options of [
    { nodesMin: 0 },
    { nodesMax: 10 },
    { nodesMin: 4, nodesMax: 3 },
    { partitionsMax: 0.5 },
  ])
    t.throws(() => clusterShapes(options), { instanceOf: UsageError });
});

test('settings of one’s own take the place of those that a swarm draws', (t) => {
  const of = casesOf('leader-loss', { settings: clusterShapes({ nodesMin: 4 }), set: { 'client.count': 2 } });
  for (const one of visited(of, 2)) {
    t.deepEqual(Object.keys(one.set).sort(), [
      'client.count',
      'cluster.nodes',
      'topic.minInsyncReplicas',
      'topic.partitions',
      'topic.replicationFactor',
    ]);
    t.notThrows(() => planned(one));
  }
});

test('schedules for a world of one’s own name its nodes, and all end in time', (t) => {
  const nodes = ['left', 'right'];
  const of = faultSchedules({ nodes, startMs: 100, activeMs: 900 });
  for (const schedule of fc.sample(of, { seed: 1, numRuns: 100 })) {
    t.true(parseSchedule(schedule, { nodes }).ok);
    for (const fault of schedule) {
      t.true((fault.atMs ?? 0) < 1000);
      if ('untilMs' in fault) t.true((fault.untilMs ?? Infinity) <= 1000);
    }
  }
  const smallest = fc.check(
    fc.property(of, (schedule) => !schedule.some(({ type }) => type === 'pause')),
    { seed: 1, numRuns: 500 },
  ).counterexample?.[0];
  t.deepEqual(smallest, [{ id: smallest?.[0]?.id, type: 'pause', target: 'left', atMs: 100, untilMs: 130 }]);
  t.throws(() => faultSchedules({ nodes: [] }), { instanceOf: UsageError });
});

test('of a system within what it tolerates', (t) => {
  const of = faultSchedules(crashing({ tooMany: 1 }));
  const types = new Set(
    fc
      .sample(of, { seed: 1, numRuns: 200 })
      .flat()
      .map(({ type }) => type),
  );
  t.deepEqual([...types].sort(), ['crash', 'partition', 'pause', 'slowLink']);
});

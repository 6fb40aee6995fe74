import test from 'ava';
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import { SometimesCounts, type SometimesCount } from '../../../sim/world/sometimes.js';
import { Damages } from '../../harness/definition/damages.js';
import { Oracles } from '../../harness/run/oracles.js';
import { resolveSettings } from '../../harness/settings/resolve.js';
import { runScenario } from '../../index.js';
import { swarmRun } from '../../swarm/swarm.js';
import * as facts from '../testkit/facts.js';
import { scouts } from './all.js';

const DECLARED = Object.assign({}, ...scouts.map(({ sometimes }) => sometimes)) as Record<string, string>;

/** A crash is the name of a node. */
function held(...story: readonly (BrokerFact | string)[]): readonly string[] {
  const counts = new SometimesCounts(DECLARED, () => undefined);
  const around = {
    settings: resolveSettings({}).settings,
    brokers: ['n1', 'n2', 'n3'],
    nowUs: () => 0,
    damages: new Damages(),
    diskOf: () => null,
    reached: counts.reached,
    sometimes: counts.sometimes,
  };
  const oracles = new Oracles([], around, scouts);
  for (const fact of story)
    if (typeof fact === 'string') oracles.onCrash(fact);
    else if (fact.type === 'partition') oracles.onReplicaFact(fact);
    else oracles.onFact(fact);
  return Object.entries(counts.counts()).flatMap(([name, { held: times }]) => (times > 0 ? [name] : []));
}

test('the metadata log: who leads unaware, what is replaced, installed, or cut short', (t) => {
  const { role, entry, wrote, durable, snapshotInstalled } = facts;
  t.deepEqual(held(role('n1', 'leader', 1), role('n2', 'leader', 2)), ['leader-deposed-unaware']);
  t.deepEqual(held(role('n1', 'leader', 1), 'n1', role('n2', 'leader', 2)), []);
  t.deepEqual(held(role('n1', 'leader', 1), role('n1', 'follower', 2), role('n2', 'leader', 3)), [
    'election-needs-another-term',
  ]);
  t.deepEqual(held(wrote('n1', 1, entry(1, 1), entry(2, 1)), wrote('n1', 2, entry(3, 1))), []);
  t.deepEqual(held(wrote('n1', 1, entry(1, 1), entry(2, 1)), wrote('n1', 2, entry(2, 2))), [
    'raft-tail-replaced',
  ]);
  t.deepEqual(held(snapshotInstalled('n1', 1, 7, 1)), ['snapshot-installed']);
  t.deepEqual(held(wrote('n1', 1, entry(1, 1)), 'n1'), ['crash-during-a-metadata-write']);
  t.deepEqual(held(wrote('n1', 1, entry(1, 1)), durable('n1', 1), 'n1'), []);
});

test('partitions: a tail that is cut, records that wait over another epoch, a crash before the sync', (t) => {
  const { opened, appended, batch, truncated, highWatermark, onDisk, becameLeader, acknowledged } = facts;
  const one = batch(0, 0, 'a');
  const written = [opened('n1'), becameLeader('n1', 0), appended('n1', one)];
  t.deepEqual(held(...written, becameLeader('n1', 1)), ['epoch-bumped-while-records-wait']);
  t.deepEqual(held(...written, highWatermark('n1', 1), becameLeader('n1', 1)), []);
  t.deepEqual(held(...written, 'n1'), ['crash-during-a-record-write']);
  t.deepEqual(held(...written, onDisk('n1', 1), 'n1'), []);
  t.deepEqual(held(opened('n2', [one]), truncated('n2', 1, 0)), ['follower-cuts-its-tail']);
  t.deepEqual(held(...written, acknowledged('n1', one)), []);
  t.deepEqual(held(...written, acknowledged('n1', one), acknowledged('n1', one)), [
    'batch-acknowledged-again',
  ]);
});

test('groups: one whose coordinator has moved, and one that has lost a member', (t) => {
  const assigned = (nodeId: string, generation: number): BrokerFact => {
    return { type: 'groupAssigned', nodeId, groupId: 'g', generation, assignments: [] };
  };
  const joined = (generation: number, ...memberIds: readonly string[]): BrokerFact => {
    return { type: 'groupRoundEnded', nodeId: 'n1', groupId: 'g', generation, memberIds };
  };
  t.deepEqual(held(assigned('n1', 1), assigned('n1', 2)), []);
  t.deepEqual(held(assigned('n1', 1), assigned('n2', 2)), ['group-rebalanced-while-its-coordinator-moved']);
  t.deepEqual(held(joined(1, 'a', 'b'), joined(2, 'a')), ['group-loses-a-member']);
});

/** Seeds of the swarm in which they are so. */
const SEEDS = [25, 30, 40, 70];

test('a run of the swarm reaches places of the cluster too', async (t) => {
  const all: Record<string, SometimesCount>[] = [];
  for (const seed of SEEDS) {
    const { scenario, ...options } = swarmRun(seed);
    all.push((await runScenario(scenario, { ...options, causes: 'none' })).sometimes);
  }
  const names = new Set(all.flatMap((one) => Object.keys(one).filter((name) => (one[name]?.held ?? 0) > 0)));
  for (const name of [
    'isr-of-one',
    'isr-grows-again',
    'partition-without-a-leader',
    'broker-fenced',
    'broker-back-in-another-life',
    'fenced-by-another-controller',
    'broker-stops-itself',
    'topic-created-again',
    'offsets-committed',
  ])
    t.true(names.has(name), name);
});

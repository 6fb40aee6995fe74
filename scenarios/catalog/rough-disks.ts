/** Disks that fail, fill up, lie, lose, rot and write astray, one broker after another, under load. */
import type { FaultEntry } from '../../sim/faults/entry.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { Settings } from '../harness/settings/table.js';
import { topicReady } from './words/cluster.js';
import { drawnCrash, drawnSpan, type Draw } from './words/draws.js';
import { consumeLoad } from './workloads/consume-load.js';
import { produceLoad, withNewTopics } from './workloads/produce-load.js';
import { together } from './workloads/together.js';

const TOPIC = 'rough';
const topics = topicReady(TOPIC);

/**
 * Five brokers, so that three keep what they were given: a disk that fails or is full loses nothing, so those
 * are of the majority, and one after the other. All that loses or lies strikes the other two.
 */
const FAILING = 'n2';
const FULL = 'n3';
const WIPED = 'n4';
const DAMAGED = 'n5';

export const roughDisks: Scenario = {
  name: 'rough-disks',
  doc: 'One disk fails, one is full, one is replaced; one lies about syncs, writes astray and rots. Records fill segments, and snapshots cut the log.',
  source: 'Ganesan et al. 2017 (Redundancy Does Not Imply Fault Tolerance); Alagappan et al. 2018 (PAR)',
  variant: 'reference',
  nodesMin: 5,
  settings: {
    'cluster.nodes': 5,
    'topic.partitions': 2,
    'topic.replicationFactor': 4,
    'topic.minInsyncReplicas': 3,
    'client.count': 3,
    'client.messages': 360,
    'client.thinkMs': 200,
    'client.forMs': 25_000,
    'client.profile': 'kafka-python-2.2.15',
    'client.recordBytes': 3000,
    'consumer.count': 1,
    'wal.segmentBytes': 65_536,
    'raft.snapshotEntries': 10,
    'broker.heartbeatMs': 500,
    'broker.sessionTimeoutMs': 2500,
  },
  topics,
  faults: (settings, draw) => [
    {
      ...span(settings, draw, 'failing', 500),
      type: 'failDisk',
      target: FAILING,
      operations: ['sync'],
      probability: 0.3,
    },
    {
      ...span(settings, draw, 'full', 4500),
      type: 'fullDisk',
      target: FULL,
      freeBytes: 4096,
      shortWrites: true,
    },
    { ...span(settings, draw, 'wiped', 8500), type: 'wipe', target: WIPED },
    ...damaged(settings, draw),
  ],
  load: together(produceLoad({ topicOf: withNewTopics(TOPIC, 30) }), consumeLoad({ topics })),
};

/**
 * Power fails while syncs lie, so that the lie counts. The broker may be down for good after what follows.
 */
function damaged(settings: Settings, draw: Draw): readonly FaultEntry[] {
  const lies = span(settings, draw, 'lies', 13_000);
  const power = { id: 'power', atMs: lies.atMs + 400, untilMs: lies.untilMs + 500 };
  const rotAtMs = settings['run.startMs'] + 22_500;
  return [
    { ...lies, type: 'lyingSync', target: DAMAGED },
    drawnCrash(draw, DAMAGED, power),
    { ...span(settings, draw, 'astray', 18_000), type: 'misdirectDisk', target: DAMAGED, probability: 0.5 },
    { id: 'rot', type: 'rotDisk', target: DAMAGED, path: 'log of __meta', bitCount: 3, atMs: rotAtMs },
  ];
}

/** From somewhere in the second and a half from `fromMs` on, for half a second to two. */
function span(settings: Settings, draw: Draw, id: string, fromMs: number): ReturnType<typeof drawnSpan> {
  return drawnSpan(settings, draw, id, { fromMs, withinMs: 1500, leastMs: 500, spreadMs: 1500 });
}

import type { FaultEntry, FaultSchedule } from '../../sim/faults/entry.js';
import { brokerNames } from '../harness/cluster/from-settings.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { Settings } from '../harness/settings/table.js';
import { topicReady } from './words/cluster.js';
import { pick, type Draw } from './words/draws.js';
import { consumeLoad } from './workloads/consume-load.js';
import { produceLoad, withNewTopics } from './workloads/produce-load.js';
import { together } from './workloads/together.js';

const topics = topicReady('load');

export const contestedElections: Scenario = {
  name: 'contested-elections',
  doc: 'Producers and consumers on one topic, while leaders crash, hang and are cut off faster than elections settle.',
  source: 'spec d.4; Raft paper, sections 5.4 and 8 (figure 8); Jepsen, kafka workload',
  swarm: { weight: 10 },
  variant: 'reference',
  settings: {
    'client.count': 3,
    'client.messages': 96,
    'client.thinkMs': 15,
    'client.profile': 'java',
    'client.requestTimeoutMs': 300,
    'client.deliveryTimeoutMs': 3000,
    'client.retryBackoffMs': 20,
    'consumer.count': 2,
    'consumer.fetchMaxWaitMs': 100,
    'topic.partitions': 2,
    'topic.minInsyncReplicas': 2,
    'raft.tickMs': 5,
    'raft.electionTicks': 6,
    'raft.heartbeatTicks': 1,
    'network.delayUs': 1000,
    'network.jitterUs': 2000,
    'disk.syncUs': 2000,
    'disk.syncJitterUs': 3000,
    'broker.heartbeatMs': 50,
    'broker.sessionTimeoutMs': 250,
    'replica.lagTimeMaxMs': 200,
    'replica.resendMs': 50,
    'createWait.timeoutMs': 300,
    'forward.timeoutMs': 200,
    'run.startMs': 1000,
    'run.settleMs': 10_000,
    'run.quietMs': 5000,
    'run.untilMs': 30_000,
  },
  nodesMin: 3,
  topics,
  faults: contest,
  // So that the metadata log has something to decide, too.
  load: together(consumeLoad({ topics }), produceLoad({ topicOf: withNewTopics('load', 16) })),
};

const KINDS = [
  ...(['crash', 'restart', 'restart', 'apart', 'isolate', 'pause'] as const),
  ...(['slowDisk', 'slowDisk', 'slowLink', 'lossy', 'lossy'] as const),
] as const;
const COUNT = 32;

/** About one fault in each 40 ms, each for 5 to 150 ms: several at a time, so most elections meet one. */
function contest(settings: Settings, draw: Draw): FaultSchedule {
  const nodes = brokerNames(settings);
  return Array.from({ length: COUNT }, (_, place) => {
    const id = `contest-${place + 1}`;
    const atMs = settings['run.startMs'] + 50 + place * 40 + Math.floor(draw(`${id} at`) * 40);
    const untilMs = atMs + 5 + Math.floor(draw(`${id} for`) ** 2 * 145);
    const role = pick(['leader of __meta', 'leader of load/0', ...nodes], draw(`${id} target`));
    return entry(pick(KINDS, draw(`${id} kind`)), { id, atMs, untilMs }, role, nodes, draw);
  });
}

/** A stream sends again what is lost, and all behind it waits: elections meet that most. */
const RAFT = { from: '*', to: '*', channel: 'raft' } as const;

interface Common {
  readonly id: string;
  readonly atMs: number;
  readonly untilMs: number;
}

function entry(
  kind: (typeof KINDS)[number],
  common: Common,
  target: string,
  nodes: readonly string[],
  draw: Draw,
): FaultEntry {
  const size = draw(`${common.id} size`);
  switch (kind) {
    case 'crash':
      return { ...common, type: 'crash', target, loses: pick(['all', 'prefix', 'sectors'], size) };
    case 'restart':
      // Back within the election that it has voted in.
      return {
        ...common,
        untilMs: common.atMs + 1 + Math.floor(size * 12),
        type: 'crash',
        target,
        loses: 'none',
      };
    case 'apart': {
      // Two that do not reach each other, and others that reach both.
      const first = Math.floor(size * nodes.length);
      const [from = '', to = ''] = [nodes[first], nodes[(first + 1) % nodes.length]];
      return { ...common, type: 'cut', from: [from, to], to: [from, to] };
    }
    case 'isolate':
      return { ...common, type: 'isolate', target };
    case 'pause':
      return { ...common, type: 'pause', target };
    case 'slowDisk':
      // Long: a leader may hear of its followers' disks before its own is done (Raft paper, figure 8).
      return {
        ...common,
        untilMs: common.untilMs + 150,
        type: 'slowDisk',
        target,
        factor: 2 + Math.floor(size * 20),
      };
    case 'lossy':
      return { ...common, ...RAFT, type: 'lossyLink', lossProbability: 0.2 + 0.6 * size };
    case 'slowLink':
      return { ...common, type: 'slowLink', from: target, to: '*', addMs: 1 + Math.floor(size * 30) };
  }
}

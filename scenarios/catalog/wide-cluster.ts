/** Five voters and replicas, an ISR below their majority, producers with several batches in flight. */
import type { Scenario } from '../harness/definition/scenario.js';
import { topicReady } from './words/cluster.js';
import { drawnCrash, drawnSpan } from './words/draws.js';
import { held } from './words/faults.js';
import { consumeLoad } from './workloads/consume-load.js';
import { produceLoad, withNewTopics } from './workloads/produce-load.js';
import { together } from './workloads/together.js';

const TOPIC = 'wide';
const topics = topicReady(TOPIC);

/**
 * For longer than a broker lets a produce wait, which is 30 s, and less than the client's request may take.
 */
const STANDSTILL_MS = 33_000;

export const wideCluster: Scenario = {
  name: 'wide-cluster',
  doc: 'Three of five replicas fall behind, so that the ISR is below a majority; then leaders fail, and the metadata log stands still for longer than a produce may wait. Producers have five requests in flight.',
  source: 'KIP-98, KIP-360 (five batches in flight); KIP-497, KIP-966 (ISR below the majority)',
  variant: 'reference',
  nodesMin: 5,
  settings: {
    'cluster.nodes': 5,
    'topic.partitions': 2,
    'topic.replicationFactor': 5,
    'topic.minInsyncReplicas': 2,
    'client.count': 2,
    'client.messages': 500,
    'client.thinkMs': 250,
    'client.thinkSpreadMs': 250,
    'client.forMs': 22_000,
    'client.inFlight': 5,
    'client.profile': 'java',
    'client.requestTimeoutMs': 45_000,
    'client.recordBytes': 1000,
    'consumer.count': 1,
    'replica.lagTimeMaxMs': 1500,
    'raft.snapshotEntries': 10,
    'broker.heartbeatMs': 500,
    'broker.sessionTimeoutMs': 2500,
  },
  topics,
  faults: (settings, draw) => {
    const startMs = settings['run.startMs'];
    const span = (id: string, fromMs: number, leastMs: number) =>
      drawnSpan(settings, draw, id, { fromMs, withinMs: 1000, leastMs, spreadMs: 1500 });
    // Replication to three of them waits, and all else goes on: the ISR shrinks to two of five.
    const behind = span('behind', 500, 5000);
    const standstillMs = startMs + 18_000 + Math.floor(draw('standstill at') * 1000);
    return [
      ...['n3', 'n4', 'n5'].map((to) =>
        held(
          `behind-${to}`,
          { from: '*', to, channel: 'replication' },
          {
            atMs: behind.atMs,
            untilMs: behind.untilMs,
          },
        ),
      ),
      drawnCrash(draw, `leader of ${TOPIC}/0`, span('leader', 7500, 3000)),
      drawnCrash(draw, 'leader of __meta', span('metadata-leader', 13_000, 1000)),
      // Nobody can take a member out of the ISR that has stopped.
      held(
        'standstill',
        { from: '*', to: '*', channel: 'raft' },
        {
          atMs: standstillMs,
          untilMs: standstillMs + STANDSTILL_MS,
        },
      ),
      {
        id: 'member-stops',
        type: 'pause',
        target: `follower of ${TOPIC}/0`,
        atMs: standstillMs + 200,
        untilMs: standstillMs + STANDSTILL_MS,
      },
    ];
  },
  load: together(produceLoad({ topicOf: withNewTopics(TOPIC, 50) }), consumeLoad({ topics })),
};

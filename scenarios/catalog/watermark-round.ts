import type { Scenario } from '../harness/definition/scenario.js';
import { produceLoad } from './workloads/produce-load.js';

/** Which of its records the first client sends to the other topic: in the middle of a round. */
const NEW_AT = 75;

export const watermarkRound: Scenario = {
  name: 'watermark-round',
  doc: 'A broker tells the metadata log of the high watermark of each of its partitions; meanwhile a client produces to one more.',
  source: 'spec d.1 (the background task of 5 s); PRODUCE_PERFORMANCE_FIX_v2.2.8.md @ 893843d',
  variant: 'sleep-then-poll',
  settings: {
    'cluster.nodes': 1,
    'topic.replicationFactor': 1,
    'topic.partitions': 24,
    'client.count': 8,
    'client.messages': 2400,
    // The first use of each of the old partitions is over before.
    'client.warmupMessages': 24,
    'client.thinkMs': 100,
    'client.acks': '1',
    'run.startMs': 3000,
    'run.settleMs': 1000,
  },
  topics: (settings) => [
    { name: 'old', partitions: settings['topic.partitions'] },
    { name: 'new', partitions: 1 },
  ],
  load: produceLoad({ topicOf: (client, n) => (client === 0 && n >= NEW_AT ? 'new' : 'old') }),
};

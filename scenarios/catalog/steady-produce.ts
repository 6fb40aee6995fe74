import type { Scenario } from '../harness/definition/scenario.js';
import { topicReady } from './words/cluster.js';
import { produceLoad } from './workloads/produce-load.js';

export const steadyProduce: Scenario = {
  name: 'steady-produce',
  doc: '128 closed-loop clients produce to a topic that exists: the baseline of every ratio.',
  source: 'S1:L150-153, S2:L122-165 (R14)',
  swarm: { weight: 5 },
  variant: 'poll-50ms',
  isOfBenchmarkTool: true,
  settings: { 'client.count': 128, 'client.messages': 9984, 'client.acks': '1', 'topic.partitions': 3 },
  topics: topicReady('steady'),
  load: produceLoad({ topicOf: () => 'steady' }),
};

import type { Scenario, SetupTopic } from '../harness/definition/scenario.js';
import { consumeLoad } from './workloads/consume-load.js';
import { produceLoad } from './workloads/produce-load.js';
import { together } from './workloads/together.js';

const topics = (): readonly SetupTopic[] => [{ name: 'orders', partitions: 1 }];

/**
 * A consumer always has a fetch at the leader; data comes now and then, `client.firstAfterMs` after the
 * beginning and `client.thinkMs` after each answer. How long the fetches wait is the variant's affair.
 */
export const fetchMinBytes: Scenario = {
  name: 'fetch-min-bytes',
  doc: 'A consumer waits at a leader for data, of which some comes now and then.',
  source: 'S0:L244-279 (R10); spec c L23',
  swarm: { weight: 5 },
  variant: 'poll-50ms',
  settings: {
    'client.messages': 20,
    'client.firstAfterMs': 100,
    'client.thinkMs': 150,
    'client.thinkSpreadMs': 100,
    'consumer.count': 1,
  },
  topics,
  load: together(consumeLoad({ topics }), produceLoad({ topicOf: () => 'orders' })),
};

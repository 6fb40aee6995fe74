import { brokerNames } from '../harness/cluster/from-settings.js';
import type { Scenario } from '../harness/definition/scenario.js';
import { LEADER } from './words/cluster.js';
import { atStart } from './words/faults.js';
import { produceLoad } from './workloads/produce-load.js';

export const createTopicStorm: Scenario = {
  name: 'create-topic-storm',
  doc: '128 clients begin to produce to a topic that is not there yet: all of them want it created.',
  source: 'S2:L27-115 (R1)',
  variant: 'poll-50ms',
  settings: {
    'client.count': 128,
    'client.messages': 9984,
    'client.acks': '1',
    'client.retries': 10,
    'run.settleMs': 20_000,
  },
  leaderAtStart: LEADER,
  faults: (settings) =>
    settings['storm.quorum'] === 'up'
      ? []
      : [
          {
            id: 'quorum-cut',
            type: 'partition',
            // Each broker by itself, so there is no quorum anywhere; clients reach them all.
            groups: brokerNames(settings).map((name) => [name]),
            ...atStart(settings, settings['storm.cutMs']),
          },
        ],
  load: (context, done) => {
    const topics = context.settings['storm.topics'];
    const topicOf = (client: number): string => (topics === 1 ? 'storm' : `storm-${String(client % topics)}`);
    produceLoad({ topicOf })(context, done);
  },
};

import type { Scenario } from '../scenario.js';
import { produceLoad } from '../workloads/produce-load.js';

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
  },
  leaderAtStart: 'n1',
  topics: () => [],
  faults: (settings) =>
    settings['storm.quorum'] === 'up'
      ? []
      : [
          {
            id: 'quorum-cut',
            type: 'isolate',
            target: followers(settings['cluster.nodes']),
            atMs: settings['run.startMs'],
            untilMs: settings['run.startMs'] + settings['storm.cutMs'],
          },
        ],
  load: produceLoad({ topicOf: () => 'storm' }),
};

/** All but the leader: each of them by itself, so there is no quorum anywhere. */
function followers(nodes: number): readonly string[] {
  return Array.from({ length: nodes - 1 }, (_, place) => `n${String(place + 2)}`);
}

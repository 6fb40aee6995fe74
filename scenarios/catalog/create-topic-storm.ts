import { brokerNames } from '../harness/cluster/from-settings.js';
import { withKnobs } from '../harness/definition/scenario.js';
import { choice, int, someMs, within } from '../harness/settings/areas/knob.js';
import { LEADER } from './words/cluster.js';
import { atStart } from './words/faults.js';
import { produceLoad } from './workloads/produce-load.js';

export const createTopicStorm = withKnobs({
  name: 'create-topic-storm',
  doc: '128 clients begin to produce to a topic that is not there yet: all of them want it created.',
  source: 'S2:L27-115 (R1)',
  swarm: { weight: 3 },
  variant: 'poll-50ms',
  knobs: {
    'storm.quorum': choice('up', ['up', 'cut'], 'Whether there is a quorum when the storm begins.'),
    'storm.topics': int(1, within(1, 10_000), 'How many topics the clients want created, in turn.'),
    'storm.cutMs': int(20_000, someMs, 'How long the quorum is cut, if it is.'),
  },
  isOfBenchmarkTool: true,
  settings: {
    'client.count': 128,
    'client.messages': 9984,
    'client.acks': '1',
    'client.retries': 10,
    'run.settleMs': 20_000,
  },
  leaderAtStart: LEADER,
  nodesMin: (settings) => (settings['storm.quorum'] === 'cut' ? 2 : 1),
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
});

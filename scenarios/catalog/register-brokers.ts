/** Brokers are registered on request. `n1` leads the metadata log when the load begins. */
import { brokerNames } from '../cluster/from-settings.js';
import type { Scenario } from '../scenario.js';
import { produceLoad } from '../workloads/produce-load.js';
import { registerBrokers } from '../workloads/register-brokers.js';

export const brokerRegistration: Scenario = {
  name: 'broker-registration',
  doc: 'Brokers are registered one after another; for a while no quorum answers, if you say so.',
  source: 'S0:L21-101, L357-380 (R2); spec c L14',
  variant: 'poll-50ms',
  settings: { 'run.settleMs': 30_000 },
  leaderAtStart: 'n1',
  nodesMin: (settings) =>
    settings['register.ask'] === 'leader' && settings['register.quorumBackMs'] === 0 ? 1 : 2,
  topics: () => [],
  faults: (settings) =>
    settings['register.quorumBackMs'] === 0
      ? []
      : [
          {
            id: 'quorum-away',
            type: 'stallDisk',
            target: brokerNames(settings).slice(1),
            atMs: settings['run.startMs'],
            untilMs: settings['run.startMs'] + settings['register.quorumBackMs'],
          },
        ],
  load: registerBrokers,
};

/** The one that is asked still follows the leader that is gone. */
export const brokerRegistrationNoLeader: Scenario = {
  name: 'broker-registration-no-leader',
  doc: 'The leader of the metadata log has just lost power when a broker is to be registered.',
  source: 'S0:L31-34 (R2, scenario A); spec c L30',
  variant: 'poll-50ms',
  settings: { 'register.ask': 'follower', 'register.afterMs': 20, 'run.settleMs': 30_000 },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'leader-gone',
      type: 'crash',
      target: 'n1',
      loses: 'all',
      atMs: settings['run.startMs'],
      untilMs: settings['run.startMs'] + 8000,
    },
  ],
  load: registerBrokers,
};

/** What registrations cost those who have nothing to do with them. */
export const registrationUnderLoad: Scenario = {
  name: 'registration-under-load',
  doc: 'Brokers are registered one after another while 128 clients produce to a topic that exists: the cluster grows under load.',
  source: 'S0:L62-65, L458-461 (E17)',
  variant: 'poll-50ms',
  settings: {
    'client.count': 128,
    'client.messages': 9984,
    'client.acks': '1',
    'topic.partitions': 3,
    'register.count': 10,
  },
  leaderAtStart: 'n1',
  topics: (settings) => [{ name: 'steady', partitions: settings['topic.partitions'] }],
  faults: () => [],
  load: (context, done) => {
    let underWay = 2;
    const oneDone = (): void => {
      underWay -= 1;
      if (underWay === 0) done();
    };
    produceLoad({ topicOf: () => 'steady' })(context, oneDone);
    registerBrokers(context, oneDone);
  },
};

/** Brokers are registered on request. `n1` leads the metadata log when the load begins. */
import { brokerNames } from '../cluster/from-settings.js';
import type { Scenario } from '../scenario.js';
import { registerBrokers } from '../workloads/register-brokers.js';

export const brokerRegistration: Scenario = {
  name: 'broker-registration',
  doc: 'Brokers are registered one after another; for a while no quorum answers, if you say so.',
  source: 'S0:L21-101, L357-380 (R2); spec c L14',
  variant: 'poll-50ms',
  settings: { 'run.settleMs': 30_000 },
  leaderAtStart: 'n1',
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

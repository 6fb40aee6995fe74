/** Brokers are registered on request. `n1` leads the metadata log when the load begins. */
import { withKnobs } from '../harness/definition/scenario.js';
import { int, ms } from '../harness/settings/areas/knob.js';
import { LEADER, LED } from './words/cluster.js';
import { family } from './words/family.js';
import { atStart, powerLost, quorumAway } from './words/faults.js';
import { REGISTER_KNOBS, registerBrokers } from './workloads/register-brokers.js';
import { together } from './workloads/together.js';
import { steadyProduce } from './steady-produce.js';

const registration = family({
  ...LED,
  variant: 'poll-50ms',
  knobs: REGISTER_KNOBS,
  settings: { 'run.settleMs': 30_000 },
  load: registerBrokers,
});

export const brokerRegistration = registration({
  name: 'broker-registration',
  doc: 'Brokers are registered one after another; for a while no quorum answers, if you say so.',
  source: 'S0:L21-101, L357-380 (R2); spec c L14',
  knobs: {
    'register.quorumBackMs': int(0, ms, 'How late the followers’ disks answer again; 0: they always do.'),
  },
  nodesMin: (settings) =>
    settings['register.ask'] === 'leader' && settings['register.quorumBackMs'] === 0 ? 1 : 2,
  faults: (settings) => {
    const backMs = settings['register.quorumBackMs'];
    return backMs === 0 ? [] : [quorumAway(settings, backMs)];
  },
});

/** The one that is asked still follows the leader that is gone. */
export const brokerRegistrationNoLeader = registration({
  name: 'broker-registration-no-leader',
  doc: 'The leader of the metadata log has just lost power when a broker is to be registered.',
  source: 'S0:L31-34 (R2, scenario A); spec c L30',
  settings: { 'register.ask': 'follower', 'register.afterMs': 20 },
  faults: (settings) => [powerLost('leader-gone', LEADER, atStart(settings, 8000))],
});

/** What registrations cost those who have nothing to do with them. */
export const registrationUnderLoad = withKnobs({
  ...steadyProduce,
  name: 'registration-under-load',
  doc: 'Brokers are registered one after another while 128 clients produce to a topic that exists: the cluster grows under load.',
  source: 'S0:L62-65, L458-461 (E17)',
  swarm: {},
  knobs: REGISTER_KNOBS,
  settings: { ...steadyProduce.settings, 'register.count': 10 },
  leaderAtStart: LEADER,
  load: together(steadyProduce.load, registerBrokers),
});

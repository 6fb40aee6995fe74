/** Bounds of a run. */
import { choice, flag, int } from './knob.js';

export const RUN_KNOBS = {
  'storm.quorum': choice(
    'up',
    ['up', 'cut'],
    'In create-topic-storm: whether there is a quorum when the storm begins.',
  ),
  'storm.topics': int(
    1,
    { min: 1, max: 10_000 },
    'In create-topic-storm: how many topics the clients want created, in turn.',
  ),
  'storm.cutMs': int(
    20_000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In create-topic-storm: how long the quorum is cut, if it is.',
  ),
  'noQuorum.by': choice(
    'network',
    ['network', 'disks'],
    'In topic-creation-no-quorum: what takes the quorum away.',
  ),
  'register.ask': choice(
    'leader',
    ['leader', 'follower'],
    'In the broker-registration scenarios: which broker is asked, n1 which leads, or n2.',
  ),
  'register.count': int(
    3,
    { min: 1, max: 1000 },
    'In the broker-registration scenarios: how many brokers are registered, one after another.',
  ),
  'register.times': int(
    1,
    { min: 1, max: 100 },
    'In the broker-registration scenarios: how often each is registered, as one that has restarted.',
  ),
  'register.moves': flag(
    true,
    'In the broker-registration scenarios: whether one that has restarted listens at another port, or where it was.',
  ),
  'register.afterMs': int(
    0,
    { unit: 'ms', min: 0, max: 3_600_000 },
    'In the broker-registration scenarios: time between the begin of the load and the first request.',
  ),
  'register.quorumBackMs': int(
    0,
    { unit: 'ms', min: 0, max: 3_600_000 },
    'In broker-registration: how long after the load begins the followers’ disks answer again; 0: they always do.',
  ),
  'creation.ask': choice(
    'follower',
    ['leader', 'follower'],
    'In the topic-creation scenarios that let you choose: which broker is asked, n1 which leads, or n2.',
  ),
  'creation.topics': int(
    1,
    { min: 1, max: 100_000 },
    'In the topic-creation scenarios: how many topics each client asks for, one after another.',
  ),
  'creation.retries': int(
    0,
    { min: 0, max: 1000 },
    'In the topic-creation scenarios: how often a client that is refused asks again, at once.',
  ),
  'creation.second': choice(
    'same-broker',
    ['same-broker', 'other-broker'],
    'In topic-creation-twice and topic-assigned-twice: whether the second client asks n1 too, or n2.',
  ),
  'creation.secondAfterMs': int(
    1,
    { unit: 'ms', min: 0, max: 3_600_000 },
    'In topic-creation-twice and topic-assigned-twice: how long after the first the second client asks.',
  ),
  'creation.timeoutMs': int(
    3_600_000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In the topic-creation scenarios: how long a client waits for an answer.',
  ),
  'creation.quorumBackMs': int(
    5100,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In topic-creation-late and topic-assigned-twice: how long after the load begins the quorum is back.',
  ),
  'creation.deposedMs': int(
    1000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In topic-creation-deposed: how long the leader is cut off.',
  ),
  'creation.repliesLostMs': int(
    12_000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In topic-creation-lost-replies: how long answers are lost.',
  ),
  'stall.role': choice(
    'follower',
    ['follower', 'leader', 'minority'],
    'In ready-loop-stall: whose syncs stall.',
  ),
  'stall.ms': int(3000, { unit: 'ms', min: 1, max: 3_600_000 }, 'In ready-loop-stall: for how long.'),
  'deadPeer.by': choice(
    'process',
    ['process', 'machine'],
    'In sender-dead-peer: what is down; a machine answers for its process, and nobody for a machine.',
  ),
  'deadPeer.ms': int(
    60_000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'In sender-dead-peer: for how long it is down.',
  ),
  'applyStall.ms': int(
    60,
    { unit: 'ms', min: 1, max: 60_000 },
    'In apply-stall: how long the disk of the leader stalls each time.',
  ),
  'applyStall.everyMs': int(
    250,
    { unit: 'ms', min: 1, max: 60_000 },
    'In apply-stall: time from one stall to the next.',
  ),
  'applyStall.count': int(8, { min: 0, max: 10_000 }, 'In apply-stall: how many stalls there are.'),
  'run.startMs': int(
    8000,
    { unit: 'ms', min: 0, max: 3_600_000 },
    'Virtual time at which the load begins, if the cluster is up by then, or as soon as it is.',
  ),
  'run.settleMs': int(
    120_000,
    { unit: 'ms', min: 0, max: 3_600_000 },
    'After the load has ended and all faults are healed: the time within which everything has to come to rest.',
  ),
  'run.quietMs': int(
    30_000,
    { unit: 'ms', min: 0, max: 600_000 },
    'Time that requests between brokers have, once everything has come to rest, to end by their own time-outs.',
  ),
  'run.untilMs': int(
    600_000,
    { unit: 'ms', min: 1, max: 86_400_000 },
    'Virtual time at which a run that has not ended counts as stalled.',
  ),
  'run.eventsMax': int(
    50_000_000,
    { min: 1000, max: 10_000_000_000 },
    'Events after which a run that has not ended counts as stalled.',
  ),
} as const;

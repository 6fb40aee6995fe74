/** One creation, and something at the wrong moment. `n1` leads the metadata log when the load begins. */
import { brokerNames } from '../harness/cluster/from-settings.js';
import { choice, int, ms, someMs } from '../harness/settings/areas/knob.js';
import { ASK_KNOB, asked, DEPOSED_KNOB, FOLLOWER, LEADER, LED } from './words/cluster.js';
import { family } from './words/family.js';
import { ANSWERS, atStart, cutOff, held, lost, on, powerLost, quorumAway } from './words/faults.js';
import { askedToCreate, CREATION_KNOBS, creations } from './workloads/create-topic.js';

const TOPIC = 'orders';

/** The broker of `creation.ask` is asked at once, if nothing else is said. */
const creation = family({
  ...LED,
  variant: 'forward-then-register',
  knobs: { ...CREATION_KNOBS, 'creation.ask': ASK_KNOB },
  settings: { 'run.settleMs': 20_000 },
  load: askedToCreate(TOPIC, (settings) =>
    creations(settings, { to: asked(settings['creation.ask']), afterMs: 0 }),
  ),
});

const twice = family({
  ...LED,
  variant: 'forward-then-register',
  knobs: {
    ...CREATION_KNOBS,
    'creation.second': choice(
      'same-broker',
      ['same-broker', 'other-broker'],
      'Whether the second client asks n1 too, or n2.',
    ),
    'creation.secondAfterMs': int(1, ms, 'How long after the first the second client asks.'),
  },
  settings: { 'run.settleMs': 20_000, 'client.count': 2 },
  load: askedToCreate(TOPIC, (settings) => {
    const to = settings['creation.second'] === 'same-broker' ? LEADER : FOLLOWER;
    const afterMs = settings['creation.secondAfterMs'];
    return creations(settings, { to: LEADER, afterMs: 0 }, { to, afterMs });
  }),
});

const QUORUM_BACK = 'How long after the load begins the quorum is back.';

export const topicCreation = creation({
  name: 'topic-creation',
  doc: 'One topic is created, and nothing goes wrong: what a creation costs, on the leader and on a follower.',
  source: 'S4:L389-417; spec c L2, L9, L18',
  nodesMin: (settings) => (settings['creation.ask'] === 'leader' ? 1 : 2),
});

export const topicCreationLate = creation({
  name: 'topic-creation-late',
  doc: 'No follower’s disk answers when a topic is asked for; they do just after the creator has given up.',
  source: 'S4:L187-193; spec c L12, L19',
  knobs: { 'creation.quorumBackMs': int(5100, someMs, QUORUM_BACK) },
  settings: { 'creation.ask': 'leader', 'creation.retries': 1 },
  faults: (settings) => [quorumAway(settings, settings['creation.quorumBackMs'])],
});

export const topicCreationLostReplies = creation({
  name: 'topic-creation-lost-replies',
  doc: 'A follower forwards a creation, and for a time every answer of the leader is lost.',
  source: 'S4:L333-381; spec c L20',
  knobs: { 'creation.repliesLostMs': int(12_000, someMs, 'How long answers are lost.') },
  faults: (settings) => [
    lost('answers-lost', ANSWERS, atStart(settings, settings['creation.repliesLostMs'])),
  ],
});

/** The answer is on its way until the topic has been applied on the broker that waits for it. */
export const topicCreationHeldAnswer = creation({
  name: 'topic-creation-held-answer',
  doc: 'A follower forwards a creation, and the topic reaches it before the leader’s answer does.',
  source: 'S4:L166-180; spec c L1',
  faults: (settings) => [
    held('answer-held', ANSWERS, { atMs: settings['run.startMs'], until: on(`topic:${TOPIC}`, FOLLOWER) }),
  ],
});

export const topicCreationTwice = twice({
  name: 'topic-creation-twice',
  doc: 'Two clients ask for the same topic, one just after the other.',
  source: 'S2:L27-53; S2:L213; spec c L3, L13',
  nodesMin: 2,
});

/**
 * As if two callers had got past the lock (`lock` none). The first one's Notify for the topic is replaced by
 * the second one's, so that it comes to the assignments when the second one's wait for the same partition is
 * just about to end: and that takes out the entry under its key, also one that another has put there.
 */
export const topicAssignedTwice = twice({
  name: 'topic-assigned-twice',
  doc: 'Two clients ask for the same topic, and once it is there nothing is committed until both wait for its partition.',
  source: 'S4:L232, L246-266; spec c L3',
  knobs: { 'creation.quorumBackMs': int(6000, someMs, QUORUM_BACK) },
  settings: { 'topic.partitions': 1 },
  faults: (settings) => [
    // What the leader says arrives, so that nobody else is elected.
    held(
      'acknowledgements-held',
      { from: brokerNames(settings).slice(1), to: LEADER, channel: 'raft' },
      {
        at: on(`topic:${TOPIC}`, LEADER),
        untilMs: atStart(settings, settings['creation.quorumBackMs']).untilMs,
      },
    ),
  ],
});

/** Nobody else finishes what the leader has begun. */
export const topicCreationLeaderDies = creation({
  name: 'topic-creation-leader-dies',
  doc: 'The leader that creates a topic loses power as soon as the first partition has been assigned.',
  source: 'S4:L102-115; spec c L10',
  settings: { 'creation.ask': 'leader', 'creation.timeoutMs': 10_000 },
  faults: () => [powerLost('power-lost', LEADER, { at: on(`partition:${TOPIC}:0`, LEADER) })],
});

/** The loop is fast, so that an election fits into the limit of the wait. */
export const topicCreationDeposed = creation({
  name: 'topic-creation-deposed',
  doc: 'The leader that has proposed a topic is cut off, another leads and writes at the same place, and the first comes back.',
  source: 'S1:L118-131; spec c L5, L17',
  variant: 'watch-never-fires',
  variantSettings: { proposeWait: 'watch-fires' },
  knobs: { 'creation.deposedMs': DEPOSED_KNOB },
  settings: {
    'creation.ask': 'leader',
    'creation.timeoutMs': 10_000,
    'commitWatch.timeoutMs': 2000,
    'loop.periodMs': 10,
  },
  faults: (settings) => [
    cutOff('leader-cut-off', settings, atStart(settings, settings['creation.deposedMs'])),
  ],
});

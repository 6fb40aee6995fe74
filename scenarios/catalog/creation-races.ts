/**
 * One creation, and something that comes at the wrong moment. In all of them `n1` leads the metadata log when the load begins.
 */
import { brokerNames } from '../cluster/from-settings.js';
import type { Scenario } from '../scenario.js';
import type { Settings } from '../settings/table.js';
import { askedToCreate } from '../workloads/create-topic.js';

const TOPIC = 'orders';

/** The broker of `creation.ask`, at once. */
const askOne = askedToCreate(TOPIC, (settings) => [{ to: asked(settings), afterMs: 0 }]);

export const topicCreation: Scenario = {
  name: 'topic-creation',
  doc: 'One topic is created, and nothing goes wrong: what a creation costs, on the leader and on a follower.',
  source: 'S4:L389-417; spec c L2, L9, L18',
  variant: 'forward-then-register',
  settings: { 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: (settings) => (settings['creation.ask'] === 'leader' ? 1 : 2),
  topics: () => [],
  faults: () => [],
  load: askOne,
};

export const topicCreationLate: Scenario = {
  name: 'topic-creation-late',
  doc: 'No follower’s disk answers when a topic is asked for; they do just after the creator has given up.',
  source: 'S4:L187-193; spec c L12, L19',
  variant: 'forward-then-register',
  settings: { 'creation.ask': 'leader', 'creation.retries': 1, 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'quorum-away',
      // Their disks, not the network: cut off, they would elect another leader and the creation would be lost, not late.
      type: 'stallDisk',
      target: brokerNames(settings).slice(1),
      atMs: settings['run.startMs'],
      untilMs: settings['run.startMs'] + settings['creation.quorumBackMs'],
    },
  ],
  load: askOne,
};

export const topicCreationLostReplies: Scenario = {
  name: 'topic-creation-lost-replies',
  doc: 'A follower forwards a creation, and for a time every answer of the leader is lost.',
  source: 'S4:L333-381; spec c L20',
  variant: 'forward-then-register',
  settings: { 'creation.ask': 'follower', 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'answers-lost',
      type: 'lossyLink',
      from: 'n1',
      to: 'n2',
      channel: 'rpc',
      lossProbability: 1,
      atMs: settings['run.startMs'],
      untilMs: settings['run.startMs'] + settings['creation.repliesLostMs'],
    },
  ],
  load: askOne,
};

/** The answer is on its way until the topic has been applied on the broker that waits for it. */
export const topicCreationHeldAnswer: Scenario = {
  name: 'topic-creation-held-answer',
  doc: 'A follower forwards a creation, and the topic reaches it before the leader’s answer does.',
  source: 'S4:L166-180; spec c L1',
  variant: 'forward-then-register',
  settings: { 'creation.ask': 'follower', 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'answer-held',
      type: 'hold',
      from: 'n1',
      to: 'n2',
      channel: 'rpc',
      atMs: settings['run.startMs'],
      until: { mark: `topic:${TOPIC}`, node: 'n2', plusMs: 0 },
    },
  ],
  load: askOne,
};

export const topicCreationTwice: Scenario = {
  name: 'topic-creation-twice',
  doc: 'Two clients ask for the same topic, one just after the other.',
  source: 'S2:L27-53; S2:L213; spec c L3, L13',
  variant: 'forward-then-register',
  settings: { 'client.count': 2, 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: 2,
  topics: () => [],
  faults: () => [],
  load: askedToCreate(TOPIC, (settings) => [
    { to: 'n1', afterMs: 0 },
    {
      to: settings['creation.second'] === 'same-broker' ? 'n1' : 'n2',
      afterMs: settings['creation.secondAfterMs'],
    },
  ]),
};

/** Nobody else finishes what the leader has begun. */
export const topicCreationLeaderDies: Scenario = {
  name: 'topic-creation-leader-dies',
  doc: 'The leader that creates a topic loses power as soon as the first partition has been assigned.',
  source: 'S4:L102-115; spec c L10',
  variant: 'forward-then-register',
  settings: { 'creation.ask': 'leader', 'creation.timeoutMs': 10_000, 'run.settleMs': 20_000 },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: () => [
    {
      id: 'power-lost',
      type: 'crash',
      target: 'n1',
      loses: 'all',
      at: { mark: `partition:${TOPIC}:0`, node: 'n1', plusMs: 0 },
    },
  ],
  load: askOne,
};

/** The loop is fast, so that an election fits into the limit of the wait. */
export const topicCreationDeposed: Scenario = {
  name: 'topic-creation-deposed',
  doc: 'The leader that has proposed a topic is cut off, another leads and writes at the same place, and the first comes back.',
  source: 'S1:L118-131; spec c L5, L17',
  variant: 'watch-fires',
  settings: {
    'creation.ask': 'leader',
    'creation.timeoutMs': 10_000,
    'commitWatch.timeoutMs': 2000,
    'loop.periodMs': 10,
    'run.settleMs': 20_000,
  },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'leader-cut-off',
      type: 'partition',
      groups: [['n1'], brokerNames(settings).slice(1)],
      atMs: settings['run.startMs'],
      untilMs: settings['run.startMs'] + settings['creation.deposedMs'],
    },
  ],
  load: askOne,
};

function asked(settings: Settings): string {
  return settings['creation.ask'] === 'leader' ? 'n1' : 'n2';
}

import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Command } from '../../broker-core/protocol/commands.js';
import type { GroupMember } from '../../broker-core/protocol/records.js';
import { brokerEpochOfOneLife } from './broker-epochs.js';
import {
  deposedControllerHasNoEffect,
  fencedBrokerLeadsNothing,
  sessionBeginsWithAReign,
} from './controllers.js';
import { deletedGroupTellsNothing } from './deleted-groups.js';
import { partitionHasAMember, storedMembersAreOfTheRound } from './group-rounds.js';
import { appliedCommand, restored, role } from './testkit/facts.js';
import { crash, end, fault, judge, wait, type Step } from './testkit/judge.js';

const registered = (incarnation: string): Command => ({
  type: 'registerBroker',
  brokerId: 1,
  host: 'n1',
  port: 1,
  incarnation,
  startFenced: false,
});
const took = (brokerEpoch: number): BrokerFact => ({
  type: 'brokerEpochTaken',
  nodeId: 'n1',
  brokerId: 1,
  brokerEpoch,
});

test('planted: a broker goes on under the epoch of its former life; a log that most disks have lost begins again', (t) => {
  t.deepEqual(judge(brokerEpochOfOneLife, [took(3), took(3), crash('n1'), took(7)]), []);
  t.deepEqual(judge(brokerEpochOfOneLife, [took(3), crash('n1'), took(3)]), [
    'n1 takes epoch 3 in its life 2, after 3 in 1',
  ]);
  const wiped = ['n1', 'n2'].map((nodeId) => fault('wipe', nodeId));
  t.deepEqual(judge(brokerEpochOfOneLife, [took(3), crash('n1'), ...wiped, took(1)]), []);
});

test('planted: two brokers have one epoch', (t) => {
  const other: BrokerFact = { type: 'brokerEpochTaken', nodeId: 'n2', brokerId: 2, brokerEpoch: 3 };
  t.deepEqual(judge(brokerEpochOfOneLife, [took(3), other]), ['n2 takes epoch 3, which n1 has taken']);
  t.deepEqual(judge(brokerEpochOfOneLife, [took(2), other, took(4)]), []);
});

test('planted: a broker is fenced by a controller whose term was over', (t) => {
  const judged = (nodeId: string, term: number): BrokerFact => ({
    type: 'sessionJudged',
    nodeId,
    term,
    brokerId: 1,
    fenced: true,
  });
  const story = (by: BrokerFact): readonly string[] =>
    judge(deposedControllerHasNoEffect, [
      role('n2', 'leader', 1),
      appliedCommand('n2', 1, registered('a')),
      by,
      appliedCommand('n2', 2, {
        type: 'fenceBroker',
        brokerId: 1,
        brokerEpoch: null,
        failover: 'first-live-isr',
      }),
    ]);
  t.deepEqual(story(judged('n2', 1)), []);
  t.deepEqual(story(judged('n3', 1)), [
    'index 2 of term 1, which n2 leads: broker 1 is fenced, as decided by n3 in term 1',
  ]);
});

test('planted: a controller fences a broker before it has led for a session', (t) => {
  const judged: BrokerFact = { type: 'sessionJudged', nodeId: 'n2', term: 3, brokerId: 1, fenced: true };
  const reign = [
    role('n2', 'leader', 1),
    wait(60_000_000),
    role('n2', 'follower', 2),
    role('n2', 'leader', 3),
  ];
  const story = (...steps: readonly Step[]): readonly string[] =>
    judge(sessionBeginsWithAReign, [...reign, ...steps, judged], { 'broker.sessionTimeoutMs': 6000 });
  t.deepEqual(story(wait(6_000_000)), []);
  t.deepEqual(story(wait(5_000_000)), ['n2 has broker 1 fenced, and leads term 3 for 5000 ms']);
  t.deepEqual(story(fault('clockDrift', 'n2')), []);
});

test('planted: a broker that is fenced leads on; one that only leads by an older rule is left alone', (t) => {
  const create: Command = {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [{ replicas: [1], leader: 1, isr: [1] }],
    requestId: null,
  };
  const fence = (failover: 'first-isr' | 'first-live-isr'): Command => {
    return { type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover };
  };
  const led: Command = { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 };
  const start = [appliedCommand('n2', 1, registered('a')), appliedCommand('n2', 2, create)];
  const story = (...commands: readonly Command[]): readonly string[] =>
    judge(fencedBrokerLeadsNothing, [
      ...start,
      ...commands.map((command, place) => appliedCommand('n2', 3 + place, command)),
    ]);
  t.deepEqual(story(fence('first-live-isr')), []);
  t.deepEqual(story(fence('first-isr'), led), []);
  t.deepEqual(story(fence('first-live-isr'), led), ['index 4: broker 1 is fenced, and leads orders/0']);
});

test('planted: a judgement is carried out, and a later fencing that nobody decided', (t) => {
  const judged = (fenced: boolean): BrokerFact => ({
    type: 'sessionJudged',
    nodeId: 'n2',
    term: 1,
    brokerId: 1,
    fenced,
  });
  const fence: Command = {
    type: 'fenceBroker',
    brokerId: 1,
    brokerEpoch: null,
    failover: 'first-live-isr',
  };
  const unfence: Command = { type: 'unfenceBroker', brokerId: 1, brokerEpoch: 1 };
  const story = [
    role('n2', 'leader', 1),
    appliedCommand('n2', 1, registered('a')),
    judged(true),
    appliedCommand('n2', 2, fence),
    judged(false),
    appliedCommand('n2', 3, unfence),
  ];
  t.deepEqual(
    judge(deposedControllerHasNoEffect, [...story, judged(true), appliedCommand('n2', 4, fence)]),
    [],
  );
  t.deepEqual(judge(deposedControllerHasNoEffect, [...story, appliedCommand('n2', 4, fence)]), [
    'index 4 of term 1, which n2 leads: broker 1 is fenced, as decided by nobody',
  ]);
});

const partition = { replicas: [1], leader: 1, isr: [1] };
const setUp = [
  restored('n1'),
  appliedCommand('n1', 1, registered('a')),
  appliedCommand('n1', 2, {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [partition, partition],
    requestId: null,
  }),
];
const member = (memberId: string, ...partitions: number[]): GroupMember => ({
  memberId,
  topics: ['orders'],
  assignors: ['range'],
  sessionTimeoutMs: 1000,
  rebalanceTimeoutMs: 1000,
  assignment: [{ topic: 'orders', partitions }],
});
const stored = (index: number, members: readonly GroupMember[]): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'storeGroup',
    coordinator: { brokerId: 1, brokerEpoch: 1 },
    seenIndex: index,
    group: { groupId: 'g', generation: 1, assignor: 'range', leader: 'a', members },
    requestId: null,
  });
const round = (...memberIds: string[]): BrokerFact => ({
  type: 'groupRoundEnded',
  nodeId: 'n1',
  groupId: 'g',
  generation: 1,
  memberIds,
});

test('planted: a generation is stored without one of the members of its round, or a partition has no member', (t) => {
  const whole = [...setUp, round('a', 'b'), stored(3, [member('a', 0), member('b', 1)])];
  t.deepEqual(judge(storedMembersAreOfTheRound, whole), []);
  t.deepEqual(judge(partitionHasAMember, whole), []);
  t.deepEqual(
    judge(storedMembersAreOfTheRound, [...setUp, round('a', 'b'), stored(3, [member('a', 0, 1)])]),
    ['g generation 1: stored with a, joined by a, b'],
  );
  t.deepEqual(judge(partitionHasAMember, [...setUp, round('a'), stored(3, [member('a', 0)])]), [
    'g generation 1: orders/1 is given to nobody',
  ]);
  t.deepEqual(judge(storedMembersAreOfTheRound, [...setUp, stored(3, [member('a', 0, 1)])]), [
    'g generation 1: stored with a, joined by nobody',
  ]);
  // A broker that starts after the round may know of no such topic.
  t.deepEqual(
    judge(partitionHasAMember, [...setUp, round('a'), restored('n2'), stored(3, [member('a', 0)])]),
    [],
  );
});

test('planted: a partition of a topic that was created again has no member', (t) => {
  const again = (index: number, partitions: readonly (typeof partition)[]): BrokerFact =>
    appliedCommand('n1', index, {
      type: 'createTopicWithAssignments',
      name: 'orders',
      config: [],
      partitions,
      requestId: null,
    });
  const deleted = appliedCommand('n1', 3, {
    type: 'deleteTopic',
    name: 'orders',
    requestId: null,
  });
  const unjudged: string[] = [];
  const story = (created: BrokerFact): readonly string[] =>
    judge(
      partitionHasAMember,
      [...setUp, deleted, created, round('a'), stored(5, [member('a', 0)])],
      {},
      (what) => unjudged.push(what),
    );
  t.deepEqual(story(again(4, [partition, partition])), ['g generation 1: orders/1 is given to nobody']);
  t.deepEqual(unjudged, []);
  // The leader may remember how many partitions there were.
  t.deepEqual(story(again(4, [partition, partition, partition])), []);
  t.deepEqual(unjudged, ['topics of whose name there was one with other partitions']);
});

const committed = (index: number, offset: number): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'commitOffsets',
    groupId: 'g',
    fence: null,
    offsets: [{ topic: 'orders', topicId: null, partition: 0, offset }],
    requestId: null,
  });
const toldOffset = (offset: number): ReturnType<typeof end> =>
  end({
    offsetFetches: [
      {
        client: 'c1',
        groupId: 'g',
        sentAtUs: 30,
        answeredAtUs: 40,
        partitions: [{ topic: 'orders', partitions: [0] }],
        answer: {
          offsets: [{ topic: 'orders', partition: 0, offset }],
          topicIds: new Map(),
          askedAtUs: 30,
        },
      },
    ],
  });
const deletedAt = (index: number): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'deleteGroup',
    groupId: 'g',
    fence: null,
    requestId: null,
  });

test('planted: of a deleted group an offset is told that nobody has committed since', (t) => {
  const story = [...setUp, committed(3, 7), wait(20), deletedAt(4)];
  t.deepEqual(judge(deletedGroupTellsNothing, [...story, toldOffset(0)]), []);
  t.deepEqual(judge(deletedGroupTellsNothing, [...story, committed(5, 2), toldOffset(2)]), []);
  t.deepEqual(judge(deletedGroupTellsNothing, [...story, committed(5, 2), toldOffset(7)]), [
    'c1 asked at 30 us where g, deleted at 20 us, is in orders/0: 7',
  ]);
});

test('of a deleted group so much is remembered, and what goes beyond it is not held against anybody', (t) => {
  const unjudged: string[] = [];
  const found = (...steps: readonly Step[]): readonly string[] =>
    judge(deletedGroupTellsNothing, [...setUp, ...steps], {}, (what) => unjudged.push(what));
  const often = Array.from({ length: 1001 }, (_, turn): readonly Step[] => [
    committed(2 * turn + 3, 7),
    deletedAt(2 * turn + 4),
    // The answer is to a request of after the first deletion and before the second one.
    ...(turn === 0 ? [wait(40)] : []),
  ]).flat();
  t.deepEqual(found(...often, toldOffset(7)), []);
  t.deepEqual(unjudged, ['answers before the deletions of a group that are kept']);
  const many = Array.from({ length: 10_001 }, (_, at): Step => committed(at + 5, at + 100));
  t.deepEqual(found(committed(3, 7), deletedAt(4), wait(20), ...many, toldOffset(7)), []);
  t.deepEqual(unjudged.slice(1), ['offsets of a deleted group: too many were committed since']);
});

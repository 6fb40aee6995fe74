/** Consumer groups: rounds of joining, slow or silent leaders, deleted groups, coordinators that fail. */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { brokerNames, clientNames } from '../harness/cluster/from-settings.js';
import type { SettingOverrides, Settings } from '../harness/settings/table.js';
import { topicReady } from './words/cluster.js';
import { drawnCrash, drawnSpan, type Draw } from './words/draws.js';
import { family } from './words/family.js';
import { groupLoad } from './workloads/group-load.js';
import { countOn, GROUP_KNOBS, readRecords, type GroupSettings } from './workloads/group-work.js';
import { offsetLoad } from './workloads/offset-load.js';
import { produceLoad } from './workloads/produce-load.js';
import { together } from './workloads/together.js';
import { STEP_KNOBS, topicSteps, type StepSettings } from './workloads/topic-steps.js';

const GROUP = 'readers';
const TOPIC = 'events';
const COORDINATOR = `coordinator of ${GROUP}`;

/** Nothing but the group happens, so the load begins as soon as the cluster is up. */
const QUIET: SettingOverrides = {
  'run.startMs': 0,
  'topic.partitions': 7,
  'client.requestTimeoutMs': 30_000,
  'consumerGroup.rebalanceTimeoutMs': 10_000,
};

const groupScenario = family({
  variant: 'notify',
  knobs: GROUP_KNOBS,
  settings: QUIET,
  topics: topicReady(TOPIC),
  load: groupLoad({ groupId: GROUP, topics: [TOPIC], members: 'clients', work: countOn }),
});

export const groupJoin = groupScenario({
  name: 'group-join',
  doc: 'Three consumers join a group within 50 ms, and a fourth one a second later.',
  source: 'S0:L153-197 (R9)',
  settings: {
    'client.count': 4,
    'consumerGroup.lateMembers': 1,
    'consumerGroup.lateMs': 1000,
    'consumerGroup.heartbeatMs': 300,
    'consumerGroup.stayMs': 10_000,
  },
});

export const groupLeaderSilent = groupScenario({
  name: 'group-leader-silent',
  doc: 'The leader of a group never says who is to consume what.',
  source: 'S0:L201-238 (R9)',
  settings: { 'client.count': 3, 'consumerGroup.silentSyncs': 1, 'consumerGroup.stayMs': 25_000 },
});

export const groupTwoRebalances = groupScenario({
  name: 'group-two-rebalances',
  doc: 'A group rebalances, and again a second and a half later, while its leader takes its time to assign.',
  source: 'S0:L209-224; spec c L22',
  settings: {
    'client.count': 4,
    'consumerGroup.lateMembers': 1,
    'consumerGroup.lateMs': 1500,
    'consumerGroup.heartbeatMs': 100,
    'consumerGroup.leaderSyncMs': 700,
    'consumerGroup.initialDelayMs': 300,
    'consumerGroup.stayMs': 5000,
  },
});

export const groupDeleted = groupScenario({
  name: 'group-deleted',
  doc: 'A group is deleted while its members wait for each other.',
  source: 'S0:L161-184; spec c L21',
  settings: {
    'client.count': 3,
    'consumerGroup.deleteAtMs': 100,
    'consumerGroup.initialDelayMs': 300,
    'consumerGroup.stayMs': 5000,
  },
});

/** How quickly everything has to be noticed, so that a run is short. */
const IMPATIENT = {
  'run.startMs': 6000,
  'run.quietMs': 5000,
  'client.requestTimeoutMs': 2000,
  'consumerGroup.initialDelayMs': 500,
  'consumerGroup.heartbeatMs': 500,
  'consumerGroup.sessionTimeoutMs': 3000,
  'consumerGroup.rebalanceTimeoutMs': 3000,
  'consumerGroup.stintMs': 8000,
  'broker.heartbeatMs': 500,
  'broker.sessionTimeoutMs': 2000,
};

export const groupCoordinatorLoss = groupScenario({
  name: 'group-coordinator-loss',
  doc: 'Members come and go and commit, while the coordinator of their group loses power, is cut off from the brokers, and hangs.',
  source: 'spec c, invariants 35 and 36; Kafka, GroupCoordinator (failover)',
  swarm: { weight: 5 },
  variant: 'reference',
  settings: {
    ...IMPATIENT,
    'client.count': 4,
    'consumerGroup.commitMs': 200,
    'consumerGroup.stayMs': 40_000,
  },
  faults: (settings, draw) => [
    drawnCrash(draw, COORDINATOR, span(settings, draw, 'coordinator', 2000)),
    coordinatorCutOff(settings, span(settings, draw, 'cut-off', 10_000)),
    { ...span(settings, draw, 'hangs', 18_000), type: 'pause', target: COORDINATOR },
    drawnCrash(draw, 'leader of __meta', span(settings, draw, 'metadata-leader', 26_000)),
    drawnCrash(draw, COORDINATOR, span(settings, draw, 'last-coordinator', 34_000)),
  ],
});

export const groupConsume = groupScenario({
  name: 'group-consume',
  doc: 'A group reads what others produce, and commits what it has read, while a partition leader and the coordinator fail.',
  source: 'spec c, invariants 21 and 36; Kafka documentation, "Message delivery semantics"',
  swarm: { weight: 8 },
  variant: 'reference',
  settings: {
    ...IMPATIENT,
    'topic.partitions': 3,
    'topic.minInsyncReplicas': 2,
    'client.count': 2,
    'client.messages': 200,
    'client.thinkMs': 100,
    'client.profile': 'java',
    'consumer.count': 3,
    'consumerGroup.stayMs': 25_000,
  },
  faults: (settings, draw) => [
    drawnCrash(draw, `leader of ${TOPIC}/0`, span(settings, draw, 'leader', 3000)),
    drawnCrash(draw, COORDINATOR, span(settings, draw, 'coordinator', 10_000)),
    coordinatorCutOff(settings, span(settings, draw, 'cut-off', 17_000)),
  ],
  load: together(
    produceLoad({ topicOf: () => TOPIC }),
    groupLoad({ groupId: GROUP, topics: [TOPIC], members: 'consumers', work: readRecords }),
  ),
});

export const restlessMembers = groupScenario({
  name: 'restless-members',
  doc: 'Members hang for longer than their session, come back and commit; one dies, as do the coordinator and a producer.',
  source: 'Kafka documentation, "Message delivery semantics"; KIP-62 (sessions and rebalances)',
  variant: 'reference',
  settings: {
    ...IMPATIENT,
    'topic.partitions': 4,
    'topic.minInsyncReplicas': 2,
    'client.count': 2,
    'client.messages': 300,
    'client.thinkMs': 120,
    'client.profile': 'librdkafka',
    'client.recordBytes': 500,
    'consumer.count': 4,
    'consumerGroup.stintMs': 0,
    'consumerGroup.commitMs': 100,
    'consumerGroup.stayMs': 24_000,
    'raft.snapshotEntries': 10,
  },
  faults: (settings, draw) => {
    const { producers, consumers } = clientNames(settings);
    return [
      ...consumers.slice(0, 2).map((target, place) => hang(settings, draw, target, 2000 + place * 6000)),
      ...consumers
        .slice(2, 3)
        .map((target) => drawnCrash(draw, target, span(settings, draw, 'member-dies', 5000))),
      ...producers
        .slice(-1)
        .map((target) => drawnCrash(draw, target, span(settings, draw, 'producer-dies', 9000))),
      drawnCrash(draw, COORDINATOR, span(settings, draw, 'coordinator', 15_000)),
    ];
  },
  load: together(
    produceLoad({ topicOf: () => TOPIC }),
    groupLoad({ groupId: GROUP, topics: [TOPIC], members: 'consumers', work: readRecords }),
  ),
});

/** When the topic is created again. */
const ANEW_MS = 2000;

export const groupOffsets = groupScenario({
  name: 'group-offsets',
  doc: 'Clients commit and ask where a group is, while its coordinator is cut off, the group is deleted, and the topic is created again.',
  source: 'KIP-516; Raft thesis, section 6.4',
  swarm: { weight: 5 },
  variant: 'reference',
  knobs: STEP_KNOBS,
  settings: {
    ...IMPATIENT,
    'topic.partitions': 1,
    'client.count': 3,
    'creation.timeoutMs': 3000,
    // What the cut has taken is sent again while the client still waits.
    'forward.timeoutMs': 300,
    'consumerGroup.commitMs': 20,
    'consumerGroup.stayMs': 11_000,
    'consumerGroup.deleteAtMs': 1000,
  },
  faults: (settings, draw) => [
    // Too short for anybody to take over: what it was told reaches the log when the topic is another one.
    coordinatorCutOff(
      settings,
      drawnSpan(settings, draw, 'briefly', {
        fromMs: ANEW_MS - 300,
        withinMs: 280,
        leastMs: 500,
        spreadMs: 500,
      }),
    ),
    coordinatorCutOff(settings, span(settings, draw, 'cut-off', 4000)),
  ],
  load: together<GroupSettings & StepSettings>(
    offsetLoad({ groupId: GROUP, topic: TOPIC }),
    topicSteps((settings) => [
      [
        { type: 'wait', ms: ANEW_MS },
        { type: 'delete', topic: TOPIC, at: brokerNames(settings)[0] ?? '' },
        { type: 'create', topic: TOPIC, at: brokerNames(settings)[0] ?? '' },
      ],
    ]),
  ),
});

/** Clients reach both sides: it goes on to answer them, and knows nothing of its successor. */
function coordinatorCutOff(settings: Settings, at: ReturnType<typeof drawnSpan>): FaultEntry {
  return { ...at, type: 'partition', groups: [[COORDINATOR], brokerNames(settings)] };
}

/** For longer than the session of a member, which is 3 s here: it comes back to a group that has gone on. */
function hang(settings: Settings, draw: Draw, target: string, fromMs: number): FaultEntry {
  const window = { fromMs, withinMs: 2000, leastMs: 3500, spreadMs: 2000 };
  return { ...drawnSpan(settings, draw, `${target} hangs`, window), type: 'pause', target };
}

/** From somewhere in the three seconds from `fromMs` on, for half a second to five seconds. */
function span(settings: Settings, draw: Draw, id: string, fromMs: number): ReturnType<typeof drawnSpan> {
  return drawnSpan(settings, draw, id, { fromMs, withinMs: 3000, leastMs: 500, spreadMs: 4500 });
}

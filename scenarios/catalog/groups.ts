/** Consumer groups: rounds of joining, leaders that are slow or silent, groups that are deleted, coordinators that fail. */
import { brokerNames } from '../cluster/from-settings.js';
import type { Scenario } from '../scenario.js';
import type { SettingOverrides, Settings } from '../settings/table.js';
import { groupLoad } from '../workloads/group-load.js';
import { countOn, readRecords } from '../workloads/group-work.js';
import { produceLoad } from '../workloads/produce-load.js';
import { together } from '../workloads/together.js';

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

function groupScenario(
  about: Pick<Scenario, 'name' | 'doc' | 'source' | 'variant' | 'settings'>,
  faults: Scenario['faults'] = () => [],
): Scenario {
  return {
    ...about,
    settings: { ...QUIET, ...about.settings },
    topics: (settings: Settings) => [{ name: TOPIC, partitions: settings['topic.partitions'] }],
    faults,
    load: groupLoad({ groupId: GROUP, topics: [TOPIC], members: 'clients', work: countOn }),
  };
}

export const groupJoin = groupScenario({
  name: 'group-join',
  doc: 'Three consumers join a group within 50 ms, and a fourth one a second later.',
  source: 'S0:L153-197 (R9)',
  variant: 'notify',
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
  variant: 'notify',
  settings: {
    'client.count': 3,
    'consumerGroup.silentSyncs': 1,
    'consumerGroup.stayMs': 25_000,
  },
});

export const groupTwoRebalances = groupScenario({
  name: 'group-two-rebalances',
  doc: 'A group rebalances, and again a second and a half later, while its leader takes its time to assign.',
  source: 'S0:L209-224; spec c L22',
  variant: 'notify',
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
  variant: 'notify',
  settings: {
    'client.count': 3,
    'consumerGroup.deleteAtMs': 100,
    'consumerGroup.initialDelayMs': 300,
    'consumerGroup.stayMs': 5000,
  },
});

/** How quickly everything has to be noticed, so that a run is short. */
const IMPATIENT: SettingOverrides = {
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

export const groupCoordinatorLoss = groupScenario(
  {
    name: 'group-coordinator-loss',
    doc: 'Members come and go and commit, while the coordinator of their group loses power, is cut off from the brokers, and hangs.',
    source: 'spec c, invariants 35 and 36; Kafka, GroupCoordinator (failover)',
    variant: 'reference',
    settings: {
      ...IMPATIENT,
      'client.count': 4,
      'consumerGroup.commitMs': 200,
      'consumerGroup.stayMs': 40_000,
    },
  },
  (settings, draw) => [
    { ...span(settings, draw, 'coordinator', 2000), ...power(draw, 'coordinator', COORDINATOR) },
    // Clients reach both sides: it goes on to answer them, and knows nothing of its successor.
    {
      ...span(settings, draw, 'cut-off', 10_000),
      type: 'partition',
      groups: [[COORDINATOR], brokerNames(settings)],
    },
    { ...span(settings, draw, 'hangs', 18_000), type: 'pause', target: COORDINATOR },
    {
      ...span(settings, draw, 'metadata-leader', 26_000),
      ...power(draw, 'metadata-leader', 'leader of __meta'),
    },
    { ...span(settings, draw, 'last-coordinator', 34_000), ...power(draw, 'last-coordinator', COORDINATOR) },
  ],
);

export const groupConsume: Scenario = {
  ...groupScenario(
    {
      name: 'group-consume',
      doc: 'A group reads what others produce, and commits what it has read, while a partition leader and the coordinator fail.',
      source: 'spec c, invariants 21 and 36; Kafka documentation, "Message delivery semantics"',
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
    },
    (settings, draw) => [
      { ...span(settings, draw, 'leader', 3000), ...power(draw, 'leader', `leader of ${TOPIC}/0`) },
      { ...span(settings, draw, 'coordinator', 10_000), ...power(draw, 'coordinator', COORDINATOR) },
      {
        ...span(settings, draw, 'cut-off', 17_000),
        type: 'partition',
        groups: [[COORDINATOR], brokerNames(settings)],
      },
    ],
  ),
  load: together(
    produceLoad({ topicOf: () => TOPIC }),
    groupLoad({ groupId: GROUP, topics: [TOPIC], members: 'consumers', work: readRecords }),
  ),
};

type Draw = (name: string) => number;

/** From somewhere in the three seconds from `fromMs` on, for half a second to five seconds. */
function span(
  settings: Settings,
  draw: Draw,
  id: string,
  fromMs: number,
): { readonly id: string; readonly atMs: number; readonly untilMs: number } {
  const atMs = settings['run.startMs'] + fromMs + Math.floor(draw(`${id} at`) * 3000);
  return { id, atMs, untilMs: atMs + 500 + Math.floor(draw(`${id} for`) * 4500) };
}

function power(
  draw: Draw,
  id: string,
  target: string,
): { readonly type: 'crash'; readonly target: string; readonly loses: 'all' | 'prefix' | 'sectors' } {
  const modes = ['all', 'prefix', 'sectors'] as const;
  return { type: 'crash', target, loses: modes[Math.floor(draw(`${id} loses`) * modes.length)] ?? 'all' };
}

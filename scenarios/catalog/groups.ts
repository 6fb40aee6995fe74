/** Consumer groups: rounds of joining, leaders that are slow or silent, groups that are deleted, coordinators that fail. */
import type { Scenario } from '../scenario.js';
import type { SettingOverrides, Settings } from '../settings/table.js';
import { groupLoad } from '../workloads/group-load.js';

const GROUP = 'readers';
const TOPIC = 'events';

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
    load: groupLoad({ groupId: GROUP, topics: [TOPIC] }),
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

export const groupCoordinatorLoss = groupScenario(
  {
    name: 'group-coordinator-loss',
    doc: 'Members come and go and commit, while the coordinator of their group loses power, and then the metadata leader.',
    source: 'spec c, invariants 35 and 36; Kafka, GroupCoordinator (failover)',
    variant: 'reference',
    settings: {
      'run.startMs': 6000,
      'client.count': 4,
      'client.requestTimeoutMs': 2000,
      'consumerGroup.initialDelayMs': 500,
      'consumerGroup.heartbeatMs': 500,
      'consumerGroup.sessionTimeoutMs': 3000,
      'consumerGroup.rebalanceTimeoutMs': 3000,
      'consumerGroup.stintMs': 8000,
      'consumerGroup.commitMs': 200,
      'consumerGroup.stayMs': 30_000,
      'broker.heartbeatMs': 500,
      'broker.sessionTimeoutMs': 2000,
    },
  },
  (settings, draw) => [
    crash(settings, draw, 'coordinator', `coordinator of ${GROUP}`, 2000),
    crash(settings, draw, 'metadata-leader', 'leader of __meta', 12_000),
    crash(settings, draw, 'next-coordinator', `coordinator of ${GROUP}`, 20_000),
  ],
);

/** Power fails somewhere in the four seconds from `fromMs` on, and is back after half a second to five seconds. */
function crash(
  settings: Settings,
  draw: (name: string) => number,
  id: string,
  target: string,
  fromMs: number,
): ReturnType<Scenario['faults']>[number] {
  const atMs = settings['run.startMs'] + fromMs + Math.floor(draw(`${id} at`) * 4000);
  const untilMs = atMs + 500 + Math.floor(draw(`${id} for`) * 4500);
  const modes = ['all', 'prefix', 'sectors'] as const;
  const loses = modes[Math.floor(draw(`${id} loses`) * modes.length)] ?? 'all';
  return { id, type: 'crash', target, loses, atMs, untilMs };
}

/** From settings to what coordinators and members of consumer groups are told. */
import type { GroupMemberOptions } from '../../../broker-core/client/group/group-member.js';
import type { ConsumerGroupConfig } from '../../../broker-core/groups/deps.js';
import type { Settings } from '../settings/table.js';

const US_PER_MS = 1000;

export function consumerGroupConfig(settings: Settings): ConsumerGroupConfig {
  return {
    initialDelayUs: settings['consumerGroup.initialDelayMs'] * US_PER_MS,
    memberIdRequired: settings['consumerGroup.memberIdRequired'],
  };
}

/** What a consumer is as a member of a group; whose, and of what, is for the load to say. */
export function memberOptions(
  settings: Settings,
): Omit<GroupMemberOptions, 'groupId' | 'clientId' | 'topics' | 'keepsSilent'> {
  return {
    assignor: settings['consumerGroup.assignor'],
    sessionTimeoutUs: settings['consumerGroup.sessionTimeoutMs'] * US_PER_MS,
    rebalanceTimeoutUs: settings['consumerGroup.rebalanceTimeoutMs'] * US_PER_MS,
    heartbeatUs: settings['consumerGroup.heartbeatMs'] * US_PER_MS,
    retryBackoffUs: settings['consumerGroup.retryBackoffMs'] * US_PER_MS,
    leaderSyncUs: settings['consumerGroup.leaderSyncMs'] * US_PER_MS,
  };
}

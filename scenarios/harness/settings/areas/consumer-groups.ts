/** Knobs of consumer groups: their coordinator, and their members. */
import { choice, flag, int, ms, someMs } from './knob.js';

export const CONSUMER_GROUP_KNOBS = {
  'consumerGroup.initialDelayMs': int(
    3000,
    ms,
    'How long the first round of joining waits for more members, where joins are event-driven.',
  ),
  'consumerGroup.memberIdRequired': flag(
    false,
    'Whether a new member is first given its id and joins with it (KIP-394), where joins are event-driven.',
  ),
  'consumerGroup.joinPollMs': int(
    200,
    someMs,
    'Sleep between two looks whether all members of a group have joined, in the variants that poll.',
  ),
  'consumerGroup.joinLimitMs': int(
    3000,
    ms,
    'Time after which a later round of joining goes on without those that have not joined, in the historic variants.',
  ),
  'consumerGroup.syncFallbackMs': int(
    2000,
    ms,
    'Time after which a historic coordinator makes the assignments itself, if the leader of the group has not.',
  ),
  'consumerGroup.sessionTimeoutMs': int(10_000, someMs, 'Silence after which a member is taken for dead.'),
  'consumerGroup.rebalanceTimeoutMs': int(300_000, someMs, 'How long a round waits for a member to join.'),
  'consumerGroup.heartbeatMs': int(3000, someMs, 'Time between two heartbeats of a member of a group.'),
  'consumerGroup.retryBackoffMs': int(100, someMs, 'Wait of a member before it tries again.'),
  'consumerGroup.assignor': choice('range', ['range', 'round-robin'], 'How partitions are dealt out.'),
  'consumerGroup.leaderSyncMs': int(0, ms, 'Time that the leader of a group takes for the assignments.'),
} as const;

/** Knobs of consumer groups: their coordinator, their members, and the load that is made of them. */
import { choice, flag, int, optionalInt } from './knob.js';

const ms = { unit: 'ms', min: 0, max: 3_600_000 };
const period = { unit: 'ms', min: 1, max: 3_600_000 };

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
    period,
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
  'consumerGroup.sessionTimeoutMs': int(
    10_000,
    period,
    'Silence after which a member of a group is taken for dead.',
  ),
  'consumerGroup.rebalanceTimeoutMs': int(
    300_000,
    period,
    'How long a coordinator waits for a member to join a new round.',
  ),
  'consumerGroup.heartbeatMs': int(
    3000,
    period,
    'Time between two heartbeats of a member to its coordinator.',
  ),
  'consumerGroup.retryBackoffMs': int(
    100,
    period,
    'Wait of a member before it tries again to join, or to find its coordinator.',
  ),
  'consumerGroup.assignor': choice(
    'range',
    ['range', 'round-robin'],
    'How the leader of a group deals out the partitions.',
  ),
  'consumerGroup.leaderSyncMs': int(
    0,
    ms,
    'Time that the leader of a group takes to work out the assignments.',
  ),
  'consumerGroup.silentSyncs': int(
    0,
    { min: 0, max: 1_000_000 },
    'How often a leader of the group keeps its assignments to itself, and sends heartbeats as if it had none to make.',
  ),
  'consumerGroup.joinSpreadMs': int(50, ms, 'Within what time the consumers join, drawn for each of them.'),
  'consumerGroup.lateMembers': int(
    0,
    { min: 0, max: 10_000 },
    'How many of the consumers come late, each of them by the time that follows.',
  ),
  'consumerGroup.lateMs': int(1000, ms, 'How much later the late consumers join than the first.'),
  'consumerGroup.stayMs': int(10_000, ms, 'How long the consumers stay.'),
  'consumerGroup.stintMs': int(
    0,
    ms,
    'How long a consumer is a member at a time, from half of this to one and a half, before it ends and comes back as a new one; 0: always.',
  ),
  'consumerGroup.leaves': flag(
    false,
    'Whether a consumer leaves its group when a stint ends, or just falls silent; the last time it leaves.',
  ),
  'consumerGroup.commitMs': int(
    0,
    ms,
    'Time between two commits of a member, each of which is some records further on; 0: it commits nothing.',
  ),
  'consumerGroup.deleteAtMs': optionalInt(
    'the group is not deleted',
    ms,
    'When an operator deletes the group, counted from the first join.',
  ),
} as const;

/** Knobs of the cluster and its topics. */
import { int, minutesMs, within } from './knob.js';

export const CLUSTER_KNOBS = {
  'cluster.nodes': int(3, within(1, 9), 'Brokers in the cluster, all of them voters of the metadata quorum.'),
  'topic.partitions': int(3, within(1, 1000), 'Partitions of a topic that is created without a number.'),
  'topic.replicationFactor': int(3, within(1, 9), 'Replicas of each partition, `cluster.nodes` at most.'),
  'topic.minInsyncReplicas': int(1, within(1, 9), 'In-sync replicas that a produce with acks=all needs.'),
  'broker.heartbeatMs': int(2000, within(10, 600_000, 'ms'), 'Time between two heartbeats of a broker.'),
  'broker.sessionTimeoutMs': int(9000, within(20, 3_600_000, 'ms'), 'Silence after which a broker is dead.'),
  'broker.registrationRetryMs': int(500, minutesMs, 'Time after which an unanswered registration is resent.'),
  'replica.lagTimeMaxMs': int(
    30_000,
    within(10, 3_600_000, 'ms'),
    'How long a follower may lag in the ISR; to join it, half as long at most.',
  ),
  'replica.resendMs': int(500, minutesMs, 'Time after which a silent follower is asked how far it is.'),
  'replica.windowBytes': int(
    1_048_576,
    within(1, 1_000_000_000, 'B'),
    'What is on its way to one follower, and not yet on its disk, at most.',
  ),
  'replica.isrChangeTimeoutMs': int(2000, minutesMs, 'How long a leader waits for an ISR change.'),
  'producerIds.timeoutMs': int(10_000, minutesMs, 'How long a broker waits for a block of producer ids.'),
} as const;

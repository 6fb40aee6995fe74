/** Knobs of the cluster and its topics. */
import { int } from './knob.js';

export const CLUSTER_KNOBS = {
  'cluster.nodes': int(
    3,
    { min: 1, max: 9 },
    'Brokers in the cluster, all of them voters of the metadata quorum.',
  ),
  'topic.partitions': int(
    3,
    { min: 1, max: 1000 },
    'Partitions of a topic that is created without a number.',
  ),
  'topic.replicationFactor': int(
    3,
    { min: 1, max: 9 },
    'Replicas of each partition; never more than `cluster.nodes`.',
  ),
  'topic.minInsyncReplicas': int(
    1,
    { min: 1, max: 9 },
    'In-sync replicas below which a produce with acks=all is refused.',
  ),
  'broker.heartbeatMs': int(
    2000,
    { unit: 'ms', min: 10, max: 600_000 },
    'Time between two heartbeats of a broker to the metadata leader.',
  ),
  'broker.sessionTimeoutMs': int(
    9000,
    { unit: 'ms', min: 20, max: 3_600_000 },
    'Silence after which the metadata leader takes a broker for dead.',
  ),
  'broker.registrationRetryMs': int(
    500,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which a broker whose registration has not come through sends it again.',
  ),
  'replica.lagTimeMaxMs': int(
    30_000,
    { unit: 'ms', min: 10, max: 3_600_000 },
    'Time that a follower may lag before it leaves the ISR.',
  ),
  'replica.resendMs': int(
    500,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which a replication request without an answer is sent again.',
  ),
  'replica.isrChangeTimeoutMs': int(
    2000,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which a leader no longer waits for the answer to an ISR change.',
  ),
  'producerIds.timeoutMs': int(
    10_000,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which a broker no longer waits for a block of producer ids.',
  ),
} as const;

/** How replicas of partitions are placed, elected, kept in sync and found on the disk: one design. */
import { planAssignment } from '../metadata/assignment.js';
import { liveBrokers } from '../metadata/views.js';
import type { Failover } from '../protocol/commands.js';
import { metadataLogIsr, type IsrPolicy } from '../partition/replica/policies.js';
import type { CreateSender } from '../partition/replica/deps.js';
import { pipelined } from '../partition/replica/sender.js';
import type { Placement } from './creation/creation.js';
import { filesByTopicId, type PartitionFiles } from './partition-logs.js';

export interface Replication {
  /** Where a new topic's partitions go, also with more replicas asked for than there are brokers. */
  readonly placement: Placement;
  /** Who leads the partitions of a failed broker. */
  readonly failover: Failover;
  /** Whether a broker that starts is fenced until it has caught up (KIP-631), or live at once. */
  readonly startsFenced: boolean;
  readonly isr: IsrPolicy;
  /** How a leader serves its followers. */
  readonly createSender: CreateSender;
  /** What the files of a partition are found by. */
  readonly files: PartitionFiles;
  /** Whether a produce request waits for a log that is just being opened, or is refused. */
  readonly parksWhileOpening: boolean;
}

/**
 * As many live replicas as asked for, or INVALID_REPLICATION_FACTOR (`AdminUtils.assignReplicasToBrokers`).
 *
 * Why not fewer: (1) one of three brokers restarts; (2) meanwhile a topic is created, with two replicas for
 * three; (3) nothing ever adds the third, and two failures later acknowledged records are gone.
 */
const placeAllOrNone: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = liveBrokers(view).map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, replicationFactor, brokerIds);
};

/** Kafka's (KIP-497, KIP-631, KIP-841). */
export const referenceReplication: Replication = {
  placement: placeAllOrNone,
  failover: 'first-live-isr',
  startsFenced: true,
  isr: metadataLogIsr,
  createSender: pipelined,
  files: filesByTopicId,
  parksWhileOpening: true,
};

import type { Placement } from '../../broker/creation/creation.js';
import type { PartitionFiles } from '../../broker/partition-logs.js';
import type { Replication } from '../../broker/replication.js';
import { pushed } from './push-sender.js';
import { planAssignment } from '../../metadata/assignment.js';

/**
 * The documents' `default_replication_factor.min(nodes.len())` (S4:L77-84): over every broker, dead ones too,
 * and with fewer replicas than requested where there are fewer brokers.
 */
const placeOnFewer: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = view.brokers().map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, Math.min(replicationFactor, brokerIds.length), brokerIds);
};

/**
 * `wal/TOPIC/PARTITION` (@040ce2d group_commit.rs): the name has no id, so a topic that another creation
 * replaced (L13) keeps its records, through restarts and snapshots too. Nothing in that file removes a
 * directory, so here they stay after a deletion, and the next topic of the name begins with the records of
 * the last.
 */
const filesByName: PartitionFiles = {
  directoryOf: (topic, partition) => `/data/partitions/${topic}-${partition}`,
  outliveTopic: true,
};

/** How the documented broker replicates: it promises nothing, and says so nowhere. */
export const documentedReplication: Replication = {
  placement: placeOnFewer,
  failover: 'first-isr',
  startsFenced: false,
  // Nobody asks for another ISR, so a follower that is gone stays a member, and `acks=-1` waits for it.
  isr: { propose: () => null, nextLookAtUs: () => null },
  createSender: pushed,
  files: filesByName,
  parksWhileOpening: false,
};

/** Who leads the partitions of a new topic. */
import type { PartitionLeaders } from '../../metadata/assignment.js';

/**
 * Who leads the metadata log leads all of its partitions (produce_handler.rs:2264-2282, :2487-2496 @893843d):
 * so one broker does the work of the whole cluster. As far as it holds the partition: what the code did with
 * fewer replicas than brokers nobody says, and the broker that the plan names stands in.
 */
export const metadataLeaderLeads: PartitionLeaders = ({ replicas, leader }, metadataLeader) =>
  replicas.includes(metadataLeader) ? metadataLeader : leader;

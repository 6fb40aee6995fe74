/** Who leads the partitions of a new topic. */
import type { PartitionLeaders } from '../../broker/creation/creation.js';

/**
 * The leader of the metadata log, which creates the topic, leads all of its partitions (produce_handler.rs
 * :2264-2282, :2487-2496 @893843d): so one broker does the work of the whole cluster. As far as it holds the
 * partition: what the code did with fewer replicas than brokers nobody says.
 */
export const creatorLeads: PartitionLeaders = ({ replicas, leader }, creator) =>
  replicas.includes(creator) ? creator : leader;

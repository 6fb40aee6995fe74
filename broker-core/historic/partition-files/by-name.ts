import type { PartitionFiles } from '../../broker/partition-logs.js';

/**
 * `wal/TOPIC/PARTITION` (@040ce2d group_commit.rs): no id is in the name, so a topic that another creation has replaced (L13) keeps its
 * records, through restarts and snapshots too. What a deletion does to the files the documents do not say. Here, as nothing in that
 * file removes one, they stay, and the next topic of the name begins with the records of the last.
 */
export const filesByName: PartitionFiles = {
  directoryOf: (topic, partition) => `/data/partitions/${topic}-${partition}`,
  outliveTopic: true,
};

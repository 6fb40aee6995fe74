import type { PartitionFiles } from './partition-logs.js';

/** Another topic of the name has other files. What a deleted one had stays on the disk, and is nobody's. */
export const filesByTopicId: PartitionFiles = {
  directoryOf: (topic, partition, topicId) => `/data/partitions/${topic}-${partition}-${topicId}`,
  outliveTopic: false,
};

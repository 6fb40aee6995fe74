import type { NameLeader } from '../../broker/partitions-port.js';

/** Whom the replicas have elected, as far as the one on this broker knows. Without a replica here there is only the plan. */
export const nameElected: NameLeader = ({ replicaOf }, topic, described) => {
  const replica = replicaOf(topic, described.partition);
  if (replica?.electsItself !== true) return described;
  const leader = replica.elected;
  return { ...described, leader, error: leader === null ? 'LEADER_NOT_AVAILABLE' : 'NONE' };
};

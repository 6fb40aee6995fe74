import { planAssignment } from '../../metadata/assignment.js';
import { liveBrokers } from '../../metadata/views.js';
import type { Placement } from './creation.js';

/**
 * As many replicas as were asked for, on live brokers, or INVALID_REPLICATION_FACTOR (Kafka's `AdminUtils.assignReplicasToBrokers`).
 *
 * Why not fewer: (1) one of three brokers restarts; (2) a topic is created meanwhile, with two replicas for the three that somebody
 * counts on; (3) nothing ever adds the third, and two failures later acknowledged records are gone.
 */
export const placeAllOrNone: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = liveBrokers(view).map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, replicationFactor, brokerIds);
};

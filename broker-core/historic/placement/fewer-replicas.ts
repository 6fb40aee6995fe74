import { planAssignment } from '../../metadata/assignment.js';
import type { Placement } from '../../broker/creation/creation.js';

/**
 * The documents' `default_replication_factor.min(nodes.len())` (S4:L77-84): over every broker of the cluster, dead ones too, and with
 * fewer replicas than were asked for where there are fewer brokers.
 */
export const placeOnFewer: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = view.brokers().map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, Math.min(replicationFactor, brokerIds.length), brokerIds);
};

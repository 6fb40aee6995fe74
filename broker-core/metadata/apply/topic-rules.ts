/** What a topic may be. Each function gives the code of the refusal, or `null`. */
import type { FailureName } from '../../protocol/errors.js';
import type { PartitionAssignment } from '../../protocol/commands.js';
import {
  CONFIG_ENTRIES_MAX,
  PARTITIONS_MAX,
  REPLICAS_MAX,
  TOPIC_NAME_LENGTH_MAX,
  type ConfigEntry,
} from '../../protocol/records.js';
import type { MetadataState } from '../state/state.js';
import { isLive } from './context.js';

/** Kafka's rule: letters, digits, `.`, `_` and `-`; and a folder is named after it, so neither `.` nor `..`. */
const TOPIC_NAME = /^(?!\.{1,2}$)[a-zA-Z0-9._-]+$/;

/** Also for the broker that gets the request: what is refused here is not worth a place in the log. */
export function refusalOfTopic(
  name: string,
  partitionCount: number,
  replicationFactor: number,
  config: readonly ConfigEntry[],
): FailureName | null {
  if (name.length > TOPIC_NAME_LENGTH_MAX || !TOPIC_NAME.test(name)) return 'INVALID_TOPIC_EXCEPTION';
  if (!isWithin(partitionCount, PARTITIONS_MAX)) return 'INVALID_PARTITIONS';
  if (!isWithin(replicationFactor, REPLICAS_MAX)) return 'INVALID_REPLICATION_FACTOR';
  if (config.length > CONFIG_ENTRIES_MAX) return 'INVALID_CONFIG';
  return null;
}

/** Replicas are registered and distinct, the ISR is among them and holds the leader, and somebody in it is live. */
export function refusalOfAssignment(
  state: MetadataState,
  assignment: PartitionAssignment,
): FailureName | null {
  const { replicas, leader, isr } = assignment;
  const distinct = new Set(replicas).size === replicas.length && new Set(isr).size === isr.length;
  const registered = replicas.every((brokerId) => state.broker(brokerId) !== undefined);
  const within = isr.every((brokerId) => replicas.includes(brokerId)) && isr.includes(leader);
  const led = isr.some((brokerId) => isLive(state, brokerId));
  if (replicas.length > REPLICAS_MAX) return 'INVALID_REPLICA_ASSIGNMENT';
  return distinct && registered && within && led ? null : 'INVALID_REPLICA_ASSIGNMENT';
}

/** An integer in 1..max. */
function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

import { assert } from '../../assert.js';
import type { FailureName } from '../../protocol/errors.js';
import type { CommandOf } from '../../protocol/commands.js';
import type { Partition } from '../../protocol/records.js';
import type { MetadataState, MetadataView } from '../state/state.js';
import { isLive } from './context.js';

/**
 * Why the ISR change is refused, or `null` (KIP-497, KIP-841, KIP-903). The epochs come first: a leader that is behind is
 * told so, not that its request makes no sense.
 */
export function refusalOfAlter(
  state: MetadataState,
  partition: Partition,
  command: CommandOf<'alterPartition'>,
): FailureName | null {
  return (
    refusalByEpoch(partition, command) ??
    refusalByShape(partition, command) ??
    refusalByBrokers(state, partition, command)
  );
}

function refusalByEpoch(partition: Partition, command: CommandOf<'alterPartition'>): FailureName | null {
  if (command.leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  // Kafka says NOT_CONTROLLER, for its controller answers from memory that may be behind. This is the log itself.
  if (command.leaderEpoch > partition.leaderEpoch) return 'UNKNOWN_LEADER_EPOCH';
  if (partition.leader === null) return 'LEADER_NOT_AVAILABLE';
  // Two changes in flight: the second was computed without the first and would undo it.
  if (command.partitionEpoch !== partition.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  return null;
}

function refusalByShape(
  { replicas, leader }: Partition,
  { isr, isrBrokerEpochs }: CommandOf<'alterPartition'>,
): FailureName | null {
  assert(leader !== null, 'a partition without a leader was refused before');
  if (!isr.includes(leader)) return 'INVALID_REQUEST';
  if (new Set(isr).size !== isr.length) return 'INVALID_REQUEST';
  if (!isr.every((brokerId) => replicas.includes(brokerId))) return 'INVALID_REQUEST';
  if (isrBrokerEpochs.length !== isr.length) return 'INVALID_REQUEST';
  return null;
}

/**
 * 1. The leader sees follower F caught up and asks for F to join. 2. F fails, is fenced, restarts without what it had not
 * synced, and registers. 3. The request is applied: F would be in the ISR without records that are acknowledged.
 */
export function refusalByBrokers(
  image: MetadataView,
  partition: Partition,
  { isr, isrBrokerEpochs }: Pick<CommandOf<'alterPartition'>, 'isr' | 'isrBrokerEpochs'>,
): FailureName | null {
  for (const [place, brokerId] of isr.entries()) {
    if (!partition.isr.includes(brokerId) && !isLive(image, brokerId)) return 'INELIGIBLE_REPLICA';
    const expectedEpoch = isrBrokerEpochs[place] ?? null;
    if (expectedEpoch !== null && image.broker(brokerId)?.brokerEpoch !== expectedEpoch)
      return 'INELIGIBLE_REPLICA';
  }
  return null;
}

import { assert } from '../../assert.js';
import type { CommandOf, SingleReply } from '../../protocol/commands.js';
import type { FailureName } from '../../protocol/errors.js';
import type { Partition } from '../../protocol/records.js';
import type { MetadataState, MetadataView } from '../state/state.js';
import { DONE, refuse } from './result.js';
import {
  type Apply,
  changePartition,
  type Context,
  isLive,
  reportAssignment,
  reportIsr,
  reportLeader,
  sameMembers,
} from './context.js';
import { firstLiveIsr } from './election.js';

/** Unconditional. Assigning does not elect: leader and ISR are whatever they were. */
export const assignPartition: Apply<'assignPartition'> = (context, { topic, partition, replicas }) => {
  const before = partitionOrBlank(context, topic, partition);
  reportAssignment(context, changePartition(context, before, { ...before, replicas }));
  return DONE;
};

/** Unconditional. Reported also when the leader is the same: what waits for the command is woken by it. */
export const setPartitionLeader: Apply<'setPartitionLeader'> = (context, command) => {
  const before = partitionOrBlank(context, command.topic, command.partition);
  const after = changePartition(context, before, { ...before, leader: command.leader });
  if (before.leader === after.leader) reportLeader(context, after);
  return DONE;
};

/** Unconditional. Reported also when the ISR is the same. */
export const updateIsr: Apply<'updateIsr'> = (context, command) => {
  const before = partitionOrBlank(context, command.topic, command.partition);
  const after = changePartition(context, before, { ...before, isr: command.isr });
  if (sameMembers(before.isr, after.isr)) reportIsr(context, after);
  return DONE;
};

/** Nobody waits for it, and no broker reads it: who comes to lead takes the watermark from the replicas. */
export const updatePartitionOffset: Apply<'updatePartitionOffset'> = (
  { state },
  { topic, partition, highWatermark },
) => {
  state.watermarkTable.put({ topic, partition, highWatermark });
  return DONE;
};

/** The reply is the state after it, so that the leader need not wait to see its own change applied. */
export const alterPartition: Apply<'alterPartition'> = (context, command) => {
  const topic = context.state.topic(command.topic);
  const before = context.state.partition(command.topic, command.partition);
  if (topic === undefined || before === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
  if (topic.topicId !== command.topicId) return refuse('UNKNOWN_TOPIC_ID');
  const error = refusalOfAlter(context.state, before, command);
  if (error !== null) return refuse(error);
  const after = changePartition(context, before, { ...before, isr: command.isr });
  // 1. A leader that does not know what became of its change asks for the ISR as it is. 2. The epoch moves,
  // so the change is void. 3. Unreported, the leader would wait for it, and ask for no other ISR.
  if (sameMembers(before.isr, after.isr)) reportIsr(context, after);
  return partitionReply(after);
};

/** Why the ISR change is refused, or `null` (KIP-497, KIP-841, KIP-903). A stale epoch is told first. */
function refusalOfAlter(
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
  // Kafka says NOT_CONTROLLER: its controller answers from memory that may be behind. This is the log itself.
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
  const isSound = isr.includes(leader) && isr.every((brokerId) => replicas.includes(brokerId));
  const isOneEach = new Set(isr).size === isr.length && isrBrokerEpochs.length === isr.length;
  return isSound && isOneEach ? null : 'INVALID_REQUEST';
}

/**
 * 1. The leader sees follower F caught up and asks for F to join. 2. F fails, is fenced, restarts without
 * what it had not synced, and registers. 3. The request is applied: F would be in the ISR and lack records.
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

export const electLeader: Apply<'electLeader'> = (context, command) => {
  const before = context.state.partition(command.topic, command.partition);
  if (before === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
  const { leader, isr } = before;
  if (leader !== null && isr.includes(leader) && isLive(context.state, leader))
    return refuse('ELECTION_NOT_NEEDED');
  const elected = firstLiveIsr(context.state, isr);
  if (elected === null) return refuse('ELIGIBLE_LEADERS_NOT_AVAILABLE');
  return partitionReply(changePartition(context, before, { ...before, leader: elected }));
};

function partitionReply({ leader, leaderEpoch, isr, partitionEpoch }: Partition): SingleReply {
  return { type: 'partition', leader, leaderEpoch, isr, partitionEpoch };
}

/** Unconditional assignments are kept apart from topics, so there may be one before its topic. */
function partitionOrBlank(context: Context, topic: string, partition: number): Partition {
  const blank = { topic, partition, replicas: [], leader: null, leaderEpoch: 0, isr: [], partitionEpoch: 0 };
  return context.state.partition(topic, partition) ?? blank;
}

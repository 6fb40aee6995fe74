import type { CommandOf, Refused, SingleReply } from '../../protocol/commands.js';
import type { Partition } from '../../protocol/records.js';
import { DONE, refuse } from './result.js';
import { refusalOfAlter } from './alter-rules.js';
import {
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
export function assignPartition(
  context: Context,
  { topic, partition, replicas }: CommandOf<'assignPartition'>,
): SingleReply {
  const before = partitionOrBlank(context, topic, partition);
  reportAssignment(context, changePartition(context, before, { ...before, replicas }));
  return DONE;
}

/** Unconditional. Reported also when the leader is the same: what waits for the command is woken by it. */
export function setPartitionLeader(context: Context, command: CommandOf<'setPartitionLeader'>): SingleReply {
  const before = partitionOrBlank(context, command.topic, command.partition);
  const after = changePartition(context, before, { ...before, leader: command.leader });
  if (before.leader === after.leader) reportLeader(context, after);
  return DONE;
}

/** Unconditional. Reported also when the ISR is the same. */
export function updateIsr(context: Context, command: CommandOf<'updateIsr'>): SingleReply {
  const before = partitionOrBlank(context, command.topic, command.partition);
  const after = changePartition(context, before, { ...before, isr: command.isr });
  if (sameMembers(before.isr, after.isr)) reportIsr(context, after);
  return DONE;
}

/** Nobody waits for it, and no broker reads it: who comes to lead takes the watermark from the replicas. */
export function updatePartitionOffset(
  { state }: Context,
  { topic, partition, highWatermark }: CommandOf<'updatePartitionOffset'>,
): SingleReply {
  state.watermarkTable.put({ topic, partition, highWatermark });
  return DONE;
}

/** The reply is the state after it, so that the leader need not wait to see its own change applied. */
export function alterPartition(
  context: Context,
  command: CommandOf<'alterPartition'>,
): SingleReply | Refused {
  const topic = context.state.topic(command.topic);
  const before = context.state.partition(command.topic, command.partition);
  if (topic === undefined || before === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
  if (topic.topicId !== command.topicId) return refuse('UNKNOWN_TOPIC_ID');
  const error = refusalOfAlter(context.state, before, command);
  if (error !== null) return refuse(error);
  const after = changePartition(context, before, { ...before, isr: command.isr });
  // 1. A leader does not know what became of its change, and asks for the ISR as it is. 2. That makes the change void: the epoch has
  // moved. 3. Were it not reported, the leader would wait for it, and ask for no other ISR as long as it leads.
  if (sameMembers(before.isr, after.isr)) reportIsr(context, after);
  return partitionReply(after);
}

export function electLeader(context: Context, command: CommandOf<'electLeader'>): SingleReply | Refused {
  const before = context.state.partition(command.topic, command.partition);
  if (before === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
  const { leader, isr } = before;
  if (leader !== null && isr.includes(leader) && isLive(context.state, leader))
    return refuse('ELECTION_NOT_NEEDED');
  const elected = firstLiveIsr(context.state, isr);
  if (elected === null) return refuse('ELIGIBLE_LEADERS_NOT_AVAILABLE');
  return partitionReply(changePartition(context, before, { ...before, leader: elected }));
}

function partitionReply({ leader, leaderEpoch, isr, partitionEpoch }: Partition): SingleReply {
  return { type: 'partition', leader, leaderEpoch, isr, partitionEpoch };
}

/** Unconditional assignments are kept apart from topics, so there may be one before its topic. */
function partitionOrBlank(context: Context, topic: string, partition: number): Partition {
  const blank: Partition = {
    topic,
    partition,
    replicas: [],
    leader: null,
    leaderEpoch: 0,
    isr: [],
    partitionEpoch: 0,
  };
  return context.state.partition(topic, partition) ?? blank;
}

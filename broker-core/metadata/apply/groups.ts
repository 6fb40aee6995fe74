import type { FailureName } from '../../protocol/errors.js';
import type { CommandOf, CommitFence, Coordinator, GroupWrite } from '../../protocol/commands.js';
import { coordinatorOf } from '../state/group-coordinator.js';
import type { GroupOffset, OffsetWrite } from '../../protocol/records.js';
import { DONE, refuse } from './result.js';
import type { MetadataState } from '../state/state.js';
import type { Apply } from './context.js';

/**
 * 1. Coordinator C is cut off and fenced; D takes over and gives out generation 5. 2. C, unaware, also comes
 * to 5, and its write arrives. If it were taken, one generation would have two assignments.
 */
export const storeGroup: Apply<'storeGroup'> = (context, { coordinator, seenIndex, group }) => {
  const error = refusalOfCoordinator(context.state, group.groupId, coordinator);
  if (error !== null) return refuse(error);
  const stored = context.state.group(group.groupId);
  if (stored !== undefined && group.generation <= stored.generation) return refuse('ILLEGAL_GENERATION');
  if (stored === undefined && mayHaveBeenDeleted(context.state, seenIndex))
    return refuse('INVALID_UPDATE_VERSION');
  context.state.groupTable.put(group);
  context.changes.push({ type: 'groupStored', groupId: group.groupId, generation: group.generation });
  return DONE;
};

/**
 * A commit counts by the generation in the log when it is applied, not when it was sent: a member that has
 * lost its partitions must not take back what their new owner committed. And by topic id: a
 * later topic of that name has no record below the offset (KIP-516).
 */
export const commitOffsets: Apply<'commitOffsets'> = (context, { groupId, fence, offsets }) => {
  const { state, index } = context;
  const error = fence === null ? null : refusalOfCommit(state, groupId, fence);
  if (error !== null) return refuse(error);
  for (const { topic, topicId, partition } of offsets) {
    if (topicId !== null && state.topic(topic)?.topicId !== topicId) return refuse('UNKNOWN_TOPIC_ID');
    if (state.partition(topic, partition) === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
    const before = state.groupOffset(groupId, topic, partition)?.write;
    if (fence !== null && isOutdated(state, fence, before)) return refuse('INVALID_UPDATE_VERSION');
  }
  const { brokerEpoch } = fence?.coordinator ?? { brokerEpoch: 0 };
  const write = { brokerEpoch, sequence: fence?.sequence ?? 0, index };
  for (const { topic, partition, offset } of offsets)
    state.groupOffsetTable.put({ groupId, topic, partition, offset, write });
  context.changes.push({ type: 'offsetsCommitted', groupId, offsets });
  return DONE;
};

/**
 * 1. A member commits 18; the metadata leader crashes, and the coordinator keeps retrying. 2. The member
 * gives up and commits 19. 3. At the new leader 19 arrives first. 4. So does 18, and would be the last word.
 * Of two writes of one life of a coordinator the sequence tells the older; another coordinator's since is
 * newer.
 */
function comesLate({ coordinator, sequence, seenIndex }: GroupWrite, before: OffsetWrite): boolean {
  return before.brokerEpoch === coordinator.brokerEpoch
    ? sequence <= before.sequence
    : before.index > seenIndex;
}

function isOutdated(state: MetadataState, fence: GroupWrite, before: OffsetWrite | undefined): boolean {
  return before === undefined ? mayHaveBeenDeleted(state, fence.seenIndex) : comesLate(fence, before);
}

/**
 * 1. The fate of generation 1 of a group is unknown. 2. Its members leave, which is stored as generation 2,
 * and the group is deleted. 3. Generation 1 reaches the log unopposed: a group of members that are gone. So
 * with a commit. Which group was deleted is not kept, so others are refused too, and write again.
 */
function mayHaveBeenDeleted({ counters }: MetadataState, seenIndex: number): boolean {
  return seenIndex < counters.groupDeletedIndex;
}

/**
 * 1. A group is deleted, the metadata leader crashes, and the coordinator retries. 2. The operator gives up.
 * 3. A member joins, commits, is told so, and leaves. 4. The deletion arrives, of a group without members.
 */
export const deleteGroup: Apply<'deleteGroup'> = (context, { groupId, fence }) => {
  const { state, index } = context;
  const group = state.group(groupId);
  const offsets = state.groupOffsets().filter((offset) => offset.groupId === groupId);
  const error = fence === null ? null : refusalOfDeletion(state, groupId, fence, offsets);
  if (error !== null) return refuse(error);
  if (group === undefined && offsets.length === 0) return refuse('GROUP_ID_NOT_FOUND');
  if (group !== undefined && group.members.length > 0) return refuse('NON_EMPTY_GROUP');
  if (group !== undefined) state.groupTable.remove(group);
  for (const offset of offsets) state.groupOffsetTable.remove(offset);
  state.countersTable.put({ ...state.counters, groupDeletedIndex: index });
  context.changes.push({ type: 'groupDeleted', groupId });
  return DONE;
};

/** What groups have committed of a topic that is deleted says nothing of the next topic of its name. */
export function forgetOffsetsOf(state: MetadataState, topic: string): void {
  for (const offset of state.groupOffsets())
    if (offset.topic === topic) state.groupOffsetTable.remove(offset);
}

function refusalOfCommit(state: MetadataState, groupId: string, fence: CommitFence): FailureName | null {
  const error = refusalOfCoordinator(state, groupId, fence.coordinator);
  if (error !== null) return error;
  const group = state.group(groupId);
  const members = group?.members ?? [];
  if (fence.generation === null) return members.length === 0 ? null : 'UNKNOWN_MEMBER_ID';
  if (!members.some(({ memberId }) => memberId === fence.memberId)) return 'UNKNOWN_MEMBER_ID';
  return group?.generation === fence.generation ? null : 'ILLEGAL_GENERATION';
}

function refusalOfDeletion(
  state: MetadataState,
  groupId: string,
  fence: NonNullable<CommandOf<'deleteGroup'>['fence']>,
  offsets: readonly GroupOffset[],
): FailureName | null {
  const error = refusalOfCoordinator(state, groupId, fence.coordinator);
  if (error !== null) return error;
  const isLater = (state.group(groupId)?.generation ?? 0) > fence.generation;
  return isLater || offsets.some(({ write }) => comesLate(fence, write)) ? 'INVALID_UPDATE_VERSION' : null;
}

function refusalOfCoordinator(
  state: MetadataState,
  groupId: string,
  { brokerId, brokerEpoch }: Coordinator,
): FailureName | null {
  if (coordinatorOf(state, groupId) !== brokerId) return 'NOT_COORDINATOR';
  return state.broker(brokerId)?.brokerEpoch === brokerEpoch ? null : 'NOT_COORDINATOR';
}

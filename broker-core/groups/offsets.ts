/** Committed offsets, in the metadata log. The coordinator asks for fence, topic ids and barrier. */
import { coordinatorOf } from '../metadata/state/group-coordinator.js';
import { COMMITTED_OFFSETS_MAX, type OffsetOfTopic } from '../protocol/records.js';
import type { CommitFence } from '../protocol/commands.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type {
  FindCoordinatorResponse,
  OffsetCommitRequest,
  OffsetFetchRequest,
  OffsetFetchResponse,
  TopicId,
} from '../protocol/groups.js';
import type { Ctx } from '../runtime/ctx.js';
import type { CoordinatorDeps } from './deps.js';

/** As Kafka's `offsets.commit.timeout.ms`: after that nothing is known of the write. */
export const WRITE_LIMIT_US = 5_000_000;

export async function writeOffsets(
  ctx: Ctx,
  { writer, nextRequestId }: CoordinatorDeps,
  { groupId, offsets }: Pick<OffsetCommitRequest, 'groupId' | 'offsets'>,
  fence: CommitFence | null,
): Promise<ErrorName> {
  if (offsets.length > COMMITTED_OFFSETS_MAX) return 'INVALID_REQUEST';
  const command = { type: 'commitOffsets', groupId, fence, offsets, requestId: nextRequestId() } as const;
  const result = await writer.write(ctx, command, WRITE_LIMIT_US);
  return result.type === 'ok' ? 'NONE' : unknownAsUnavailable(result.error);
}

/** Offsets of topics named by id: without one, the present topic is meant. Null: there is none. */
export function withTopicIds(
  view: MetadataView,
  offsets: readonly OffsetOfTopic[],
): readonly OffsetOfTopic[] | null {
  const named: OffsetOfTopic[] = [];
  for (const offset of offsets) {
    const topicId = offset.topicId ?? view.topic(offset.topic)?.topicId;
    if (topicId === undefined) return null;
    named.push({ ...offset, topicId });
  }
  return named;
}

/** From the image as it is on this node, by names of topics alone. */
export function readOffsets(
  view: MetadataView,
  { groupId, partitions }: OffsetFetchRequest,
): Extract<OffsetFetchResponse, { error: 'NONE' }> {
  const offsets = partitions.flatMap(({ topic, partitions: numbers }) =>
    numbers.flatMap((partition) => {
      const committed = view.groupOffset(groupId, topic, partition);
      return committed === undefined ? [] : [{ topic, partition, offset: committed.offset }];
    }),
  );
  return { type: 'offsetFetch', error: 'NONE', offsets, topicIds: [] };
}

/**
 * As {@link readOffsets}, when this node has applied whatever was in the log when it was asked.
 *
 * 1. Coordinator C is cut off and fenced; D takes over, and acknowledges the commit of 18. 2. A client that
 * reaches C hears 17. (Kafka's does that: it answers from what it has of `__consumer_offsets`.)
 */
export async function readCommittedOffsets(
  ctx: Ctx,
  { writer, store, nextRequestId }: CoordinatorDeps,
  request: OffsetFetchRequest,
): Promise<OffsetFetchResponse> {
  const barrier = { type: 'barrier', requestId: nextRequestId() } as const;
  const passed = await writer.write(ctx, barrier, WRITE_LIMIT_US);
  if (passed.type === 'refused') return { type: request.type, error: unknownAsUnavailable(passed.error) };
  return { ...readOffsets(store.view, request), topicIds: topicIdsOf(store.view, request) };
}

function topicIdsOf(view: MetadataView, { partitions }: OffsetFetchRequest): readonly TopicId[] {
  return partitions.flatMap(({ topic }) => {
    const topicId = view.topic(topic)?.topicId;
    return topicId === undefined ? [] : [{ topic, topicId }];
  });
}

export function findCoordinator(view: MetadataView, groupId: string): FindCoordinatorResponse {
  const brokerId = coordinatorOf(view, groupId);
  const host = brokerId === null ? undefined : view.broker(brokerId)?.host;
  return brokerId === null || host === undefined
    ? { type: 'findCoordinator', error: 'COORDINATOR_NOT_AVAILABLE' }
    : { type: 'findCoordinator', error: 'NONE', brokerId, host };
}

/** Kafka's word for a write of which nothing is known; an overtaken one may as well have been lost. */
export function unknownAsUnavailable(error: FailureName): FailureName {
  return UNKNOWN.has(error) ? 'COORDINATOR_NOT_AVAILABLE' : error;
}

const UNKNOWN = new Set<FailureName>(['REQUEST_TIMED_OUT', 'NOT_CONTROLLER', 'INVALID_UPDATE_VERSION']);

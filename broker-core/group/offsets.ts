/** Committed offsets: records of the metadata log, the same under every variant but for the fence. */
import { coordinatorOf } from '../metadata/group-coordinator.js';
import { COMMITTED_OFFSETS_MAX } from '../metadata/limits.js';
import type { CommitFence } from '../metadata/commands.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type {
  FindCoordinatorResponse,
  OffsetCommitRequest,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from '../protocol/groups.js';
import type { Ctx } from '../runtime/ctx.js';
import type { CoordinatorDeps } from './deps.js';

/** As Kafka's `offsets.commit.timeout.ms`: after that nothing is known of the write. */
export const WRITE_LIMIT_US = 5_000_000;

export async function writeOffsets(
  ctx: Ctx,
  { writer, nextRequestId }: CoordinatorDeps,
  { groupId, offsets }: OffsetCommitRequest,
  fence: CommitFence | null,
): Promise<ErrorName> {
  if (offsets.length > COMMITTED_OFFSETS_MAX) return 'INVALID_REQUEST';
  const command = { type: 'commitOffsets', groupId, fence, offsets, requestId: nextRequestId() } as const;
  const result = await writer.write(ctx, command, WRITE_LIMIT_US);
  return result.type === 'ok' ? 'NONE' : unknownAsUnavailable(result.error);
}

/**
 * From the image of the coordinator. It has each commit that it or a former coordinator acknowledged: its own were applied here first,
 * and what came before it took over is in the log before that.
 */
export function readOffsets(
  view: MetadataView,
  { groupId, partitions }: OffsetFetchRequest,
): OffsetFetchResponse {
  const offsets = partitions.flatMap(({ topic, partitions: numbers }) =>
    numbers.flatMap((partition) => {
      const committed = view.groupOffset(groupId, topic, partition);
      return committed === undefined ? [] : [{ topic, partition, offset: committed.offset }];
    }),
  );
  return { type: 'offsetFetch', error: 'NONE', offsets };
}

export function findCoordinator(view: MetadataView, groupId: string): FindCoordinatorResponse {
  const brokerId = coordinatorOf(view, groupId);
  const host = brokerId === null ? undefined : view.broker(brokerId)?.host;
  return brokerId === null || host === undefined
    ? { type: 'findCoordinator', error: 'COORDINATOR_NOT_AVAILABLE' }
    : { type: 'findCoordinator', error: 'NONE', brokerId, host };
}

/** Kafka's word for a write of which nothing is known; one that was overtaken by a later one may as well have been lost. */
export function unknownAsUnavailable(error: FailureName): FailureName {
  return UNKNOWN.has(error) ? 'COORDINATOR_NOT_AVAILABLE' : error;
}

const UNKNOWN: ReadonlySet<FailureName> = new Set<FailureName>([
  'REQUEST_TIMED_OUT',
  'NOT_CONTROLLER',
  'INVALID_UPDATE_VERSION',
]);

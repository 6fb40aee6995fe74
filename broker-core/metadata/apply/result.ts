/** What applying a command gives: the answer for who proposed it, and the changes for who waits or caches. */
import type { CommandOf, Refused, Reply, SingleReply } from '../../protocol/commands.js';
import type { FailureName } from '../../protocol/errors.js';
import type { BrokerId, Group, Partition } from '../../protocol/records.js';

/** Something came true. Unconditional commands report an unchanged value too: commands wake waiters. */
export type Change =
  | { readonly type: 'brokerRegistered'; readonly brokerId: BrokerId; readonly brokerEpoch: number }
  | { readonly type: 'brokerFenced' | 'brokerUnfenced'; readonly brokerId: BrokerId }
  | {
      readonly type: 'topicCreated';
      readonly topic: string;
      readonly topicId: string;
      readonly replacedTopicId: string | null;
    }
  | { readonly type: 'topicDeleted'; readonly topic: string; readonly topicId: string }
  | PartitionChange
  | { readonly type: 'producerIdsAllocated'; readonly firstId: number; readonly count: number }
  | ({ readonly type: 'groupStored' } & Pick<Group, 'groupId' | 'generation'>)
  | ({ readonly type: 'offsetsCommitted' } & Pick<CommandOf<'commitOffsets'>, 'groupId' | 'offsets'>)
  | { readonly type: 'groupDeleted'; readonly groupId: string };

export type PartitionChange = Pick<Partition, 'topic' | 'partition'> &
  (
    | ({ readonly type: 'partitionAssigned' } & Pick<Partition, 'replicas'>)
    | ({ readonly type: 'leaderChanged' } & Pick<Partition, 'leader' | 'leaderEpoch'>)
    | ({ readonly type: 'isrChanged' } & Pick<Partition, 'isr' | 'partitionEpoch'>)
  );

export type Result<R> =
  | { readonly type: 'ok'; readonly changes: readonly Change[]; readonly reply: R }
  | Refused;

/** Of a single command, before anybody asked for it again. */
export type SingleResult = Result<SingleReply>;

/** A refused command has changed nothing. A repeated request has its first answer and no changes. */
export type ApplyResult = Result<Reply>;

export const DONE: SingleReply = { type: 'done' };

export function refuse(error: FailureName): Refused {
  return { type: 'refused', error };
}

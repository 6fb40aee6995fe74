/** What applying a command gives: the answer for who proposed it, and the changes for who waits or caches. */
import type { Refused, Reply, SingleReply } from '../../protocol/commands.js';
import type { FailureName } from '../../protocol/errors.js';
import type { BrokerId, PartitionOffset } from '../../protocol/records.js';

/**
 * Something came true in the image. The unconditional commands report theirs even when the value was the same
 * before, because what waits for them is woken by the command, not by a difference.
 */
export type Change =
  | { readonly type: 'brokerRegistered'; readonly brokerId: BrokerId; readonly brokerEpoch: number }
  | { readonly type: 'brokerFenced'; readonly brokerId: BrokerId }
  | { readonly type: 'brokerUnfenced'; readonly brokerId: BrokerId }
  | {
      readonly type: 'topicCreated';
      readonly topic: string;
      readonly topicId: string;
      readonly replacedTopicId: string | null;
    }
  | { readonly type: 'topicDeleted'; readonly topic: string; readonly topicId: string }
  | PartitionChange
  | { readonly type: 'producerIdsAllocated'; readonly firstId: number; readonly count: number }
  | { readonly type: 'groupStored'; readonly groupId: string; readonly generation: number }
  | {
      readonly type: 'offsetsCommitted';
      readonly groupId: string;
      readonly offsets: readonly PartitionOffset[];
    }
  | { readonly type: 'groupDeleted'; readonly groupId: string };

export type PartitionChange =
  | {
      readonly type: 'partitionAssigned';
      readonly topic: string;
      readonly partition: number;
      readonly replicas: readonly BrokerId[];
    }
  | {
      readonly type: 'leaderChanged';
      readonly topic: string;
      readonly partition: number;
      readonly leader: BrokerId | null;
      readonly leaderEpoch: number;
    }
  | {
      readonly type: 'isrChanged';
      readonly topic: string;
      readonly partition: number;
      readonly isr: readonly BrokerId[];
      readonly partitionEpoch: number;
    };

/** Of a single command, before anybody asked for it again. */
export type SingleResult =
  | { readonly type: 'ok'; readonly changes: readonly Change[]; readonly reply: SingleReply }
  | Refused;

/** A refused command has changed nothing. A repeated request has its first answer and no changes. */
export type ApplyResult =
  | { readonly type: 'ok'; readonly changes: readonly Change[]; readonly reply: Reply }
  | Refused;

export const DONE: SingleReply = { type: 'done' };

export function refuse(error: FailureName): Refused {
  return { type: 'refused', error };
}

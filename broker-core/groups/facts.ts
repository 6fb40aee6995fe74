/** What a coordinator tells its observers; for oracles alone. */
import type { NodeId } from '../env.js';
import type { TopicPartitions } from '../protocol/records.js';
import type { MemberAssignment } from '../protocol/groups.js';

export type ConsumerGroupFact =
  /** The coordinator has taken this for the assignment of the generation. */
  | {
      readonly type: 'groupAssigned';
      readonly nodeId: NodeId;
      readonly groupId: string;
      readonly generation: number;
      readonly assignments: readonly MemberAssignment[];
    }
  /** A member is told what is its own. */
  | {
      readonly type: 'groupSynced';
      readonly nodeId: NodeId;
      readonly groupId: string;
      readonly generation: number;
      readonly memberId: string;
      readonly partitions: readonly TopicPartitions[];
    }
  /** The coordinator has forgotten the group: a later one of its name counts its generations from the start. */
  | { readonly type: 'groupForgotten'; readonly nodeId: NodeId; readonly groupId: string };

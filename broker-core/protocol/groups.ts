/** Consumer groups: member to coordinator (KIP-62, KIP-394; Kafka's classic group protocol). */
import type { BrokerId, GroupMember, OffsetOfTopic, PartitionOffset, TopicPartitions } from './records.js';
import type { Answer, ErrorName, FailureName } from './errors.js';

/** Any broker may be asked. COORDINATOR_NOT_AVAILABLE while no broker is live. */
export type FindCoordinatorRequest = { readonly type: 'findCoordinator'; readonly groupId: string };

export type FindCoordinatorResponse = Answer<
  'findCoordinator',
  { readonly brokerId: BrokerId; readonly host: string }
>;

export type JoinGroupRequest = {
  readonly type: 'joinGroup';
  readonly groupId: string;
  /** The beginning of a new member's id; the `memberId` of its first request is empty. */
  readonly clientId: string;
} & Omit<GroupMember, 'assignment'>;

export type JoinedMember = Pick<GroupMember, 'memberId' | 'topics'>;

/** Answered when the round of joining is over. */
export type JoinGroupResponse =
  | {
      readonly type: 'joinGroup';
      readonly error: 'NONE';
      readonly memberId: string;
      readonly generation: number;
      readonly assignor: string;
      readonly leader: string;
      /** For the leader, which makes the assignments; empty for all others. */
      readonly members: readonly JoinedMember[];
    }
  /** With MEMBER_ID_REQUIRED comes the id to join with. */
  | { readonly type: 'joinGroup'; readonly error: FailureName; readonly memberId: string };

export type MemberAssignment = {
  readonly memberId: string;
  readonly partitions: readonly TopicPartitions[];
};

export type SyncGroupRequest = {
  readonly type: 'syncGroup';
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  /** From the leader; empty from all others. */
  readonly assignments: readonly MemberAssignment[];
};

/** Answered when the leader's assignments are there. */
export type SyncGroupResponse = Answer<'syncGroup', { readonly partitions: readonly TopicPartitions[] }>;

export type GroupHeartbeatRequest = {
  readonly type: 'groupHeartbeat';
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
};

/** REBALANCE_IN_PROGRESS: join again, with the same id. */
export type GroupHeartbeatResponse = { readonly type: 'groupHeartbeat'; readonly error: ErrorName };

export type LeaveGroupRequest = {
  readonly type: 'leaveGroup';
  readonly groupId: string;
  readonly memberId: string;
};

export type LeaveGroupResponse = { readonly type: 'leaveGroup'; readonly error: ErrorName };

export type OffsetCommitRequest = {
  readonly type: 'offsetCommit';
  readonly groupId: string;
  /** `null`: a consumer that assigns its partitions itself. */
  readonly generation: number | null;
  readonly memberId: string;
  /** All of them are written, or none; UNKNOWN_TOPIC_ID: one is of a topic that was deleted (KIP-516). */
  readonly offsets: readonly OffsetOfTopic[];
};

/** REQUEST_TIMED_OUT and COORDINATOR_NOT_AVAILABLE: the offsets may have been written all the same. */
export type OffsetCommitResponse = { readonly type: 'offsetCommit'; readonly error: ErrorName };

/** The id that a topic of that name has now; another topic of the name has another (KIP-516). */
export type TopicId = { readonly topic: string; readonly topicId: string };

export type OffsetFetchRequest = {
  readonly type: 'offsetFetch';
  readonly groupId: string;
  readonly partitions: readonly TopicPartitions[];
};

/** COORDINATOR_NOT_AVAILABLE: it did not learn within 5 s whether it knows all that is committed. */
export type OffsetFetchResponse = Answer<
  'offsetFetch',
  {
    /** Of those partitions that anything was committed for. */
    readonly offsets: readonly PartitionOffset[];
    /** Of the topics asked for, to be named with the next commit; none if the broker goes by names. */
    readonly topicIds: readonly TopicId[];
  }
>;

/** NON_EMPTY_GROUP while it has members. */
export type DeleteGroupRequest = { readonly type: 'deleteGroup'; readonly groupId: string };

export type DeleteGroupResponse = { readonly type: 'deleteGroup'; readonly error: ErrorName };

export type GroupCall =
  | [JoinGroupRequest, JoinGroupResponse]
  | [SyncGroupRequest, SyncGroupResponse]
  | [GroupHeartbeatRequest, GroupHeartbeatResponse]
  | [LeaveGroupRequest, LeaveGroupResponse]
  | [OffsetCommitRequest, OffsetCommitResponse]
  | [OffsetFetchRequest, OffsetFetchResponse]
  | [DeleteGroupRequest, DeleteGroupResponse];

/** What a group's coordinator answers. */
export type GroupRequest = GroupCall[0];
export type GroupResponse = GroupCall[1];

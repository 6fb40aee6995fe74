/** What a coordinator of groups works with, and what it tells its observers. */
import type { BrokerId, RequestId } from '../protocol/records.js';
import type { MetadataStore } from '../metadata/store.js';
import type { MetadataWriter } from '../metadata/writer.js';
import type { Env, NodeId } from '../env.js';
import type { GroupRequest, GroupResponse, MemberAssignment } from '../protocol/groups.js';
import type { FailureName } from '../protocol/errors.js';

export interface ConsumerGroupConfig {
  /** How long a first round waits, again with each that joins (`group.initial.rebalance.delay.ms`). */
  readonly initialDelayUs: number;
  /** Whether a new member is first given its id, and joins with it (KIP-394). */
  readonly memberIdRequired: boolean;
}

export interface CoordinatorDeps {
  readonly env: Env;
  readonly brokerId: BrokerId;
  /** Of this life; 0 until it is registered. */
  readonly brokerEpoch: () => number;
  readonly config: ConsumerGroupConfig;
  readonly store: MetadataStore;
  readonly writer: Pick<MetadataWriter, 'write'>;
  readonly nextRequestId: () => RequestId;
  readonly observe: (fact: ConsumerGroupFact) => void;
}

export type ReplyToGroup = (response: GroupResponse) => void;

export interface GroupCoordinator {
  /** Answers, at once or later. */
  handle(request: GroupRequest, reply: ReplyToGroup): void;
  /** Requests whose answer is held back. */
  readonly waiterCount: number;
  /** Tasks that look again and again whether something has come true. */
  readonly taskCount: number;
}

export type CreateGroupCoordinator = (deps: CoordinatorDeps) => GroupCoordinator;

/** For oracles alone. */
export type ConsumerGroupFact = { readonly nodeId: NodeId; readonly groupId: string } & Told;
export type Told =
  /** The coordinator has taken this for the assignment of the generation. */
  | {
      readonly type: 'groupAssigned';
      readonly generation: number;
      readonly assignments: readonly MemberAssignment[];
    }
  /** A member is told what is its own. */
  | ({ readonly type: 'groupSynced'; readonly generation: number } & MemberAssignment)
  /** A round of joining is over: these are the members of the generation. */
  | { readonly type: 'groupRoundEnded'; readonly generation: number; readonly memberIds: readonly string[] }
  /** The coordinator has forgotten the group: a later one of its name begins at generation 1. */
  | { readonly type: 'groupForgotten' };

/** The answer to a request that is refused whole. */
export function refusal(request: GroupRequest, error: FailureName): GroupResponse {
  switch (request.type) {
    case 'joinGroup':
      return { type: request.type, error, memberId: request.memberId };
    case 'syncGroup':
      return { type: request.type, error };
    case 'groupHeartbeat':
      return { type: request.type, error };
    case 'leaveGroup':
      return { type: request.type, error };
    case 'offsetCommit':
      return { type: request.type, error };
    case 'offsetFetch':
      return { type: request.type, error };
    case 'deleteGroup':
      return { type: request.type, error };
  }
}

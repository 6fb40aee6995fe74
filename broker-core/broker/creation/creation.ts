/**
 * The seams of topic creation: how a creator waits until the topic is there, how its partitions are assigned, and what callers
 * that want the same topic share.
 */
import type { Env } from '../../env.js';
import type { ConfigEntry, RequestId } from '../../protocol/records.js';
import type { AssignmentPlan } from '../../metadata/assignment.js';
import type { MetadataView } from '../../metadata/state/state.js';
import type { MetadataStore } from '../../metadata/store.js';
import type { MetadataWriter } from '../../metadata/writer.js';
import type { FailureName } from '../../protocol/errors.js';
import type { Ctx } from '../../runtime/ctx.js';

export interface NewTopic {
  readonly name: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly config: readonly ConfigEntry[];
  /** An automatic creation is content with a topic that somebody else has created; an explicit one is not. */
  readonly mayExist: boolean;
  /** The client's name for an explicit creation, the same in all its retries; `null`: each counts as another. */
  readonly requestId: RequestId | null;
  /** How long the caller waits, REQUEST_TIMED_OUT after that, while the creation may go on; `null`: as long as it takes. */
  readonly timeoutUs: number | null;
}

/** `NOT_FOUND`: the wait ended, and the topic was not in the image. */
export type CreationError = FailureName | 'NOT_FOUND';

export type Creation = { readonly ok: true } | { readonly ok: false; readonly error: CreationError };

/** What the strategies work with. */
export interface CreationPort {
  readonly env: Env;
  readonly store: MetadataStore;
  readonly writer: MetadataWriter;
  /** How long a write of a creation is tried, through elections too. */
  readonly timeoutUs: number;
  /** A node that does not lead: refuses the creation, or forwards it. */
  readonly onFollower: 'refuse' | 'forward';
  /** Where the partitions of a new topic go, as far as this node's image knows. */
  readonly plan: (topic: NewTopic) => AssignmentPlan;
  /** Numbers this node's own requests; unique to one life of the process. */
  readonly nextRequestId: () => RequestId;
}

/** What a node that refuses a creation does first; true if the topic has come by itself meanwhile. */
export type FollowerWait = (ctx: Ctx, port: FollowerWaitPort, topic: string) => Promise<boolean>;

export interface FollowerWaitPort {
  readonly env: Env;
  readonly store: MetadataStore;
}

/** Writes the creation and waits until the topic is in this node's image. */
export type CreateWait = (ctx: Ctx, port: CreationPort, topic: NewTopic) => Promise<Creation>;

/** Assigns the partitions of a topic that is in the image. */
export type Assign = (ctx: Ctx, port: CreationPort, topic: NewTopic) => Promise<Creation>;

export const CREATED: Creation = { ok: true };

/** Nothing is left to do: the command that created the topic assigned its partitions. */
export const assignedAtCreation: Assign = () => Promise.resolve(CREATED);

/** Where the partitions of a new topic go, or why there is no place for them. */
export type Placement = (view: MetadataView, topic: NewTopic) => AssignmentPlan;

/** Runs `create` for a topic, or has the caller share what another one does. */
export interface CreationLock {
  run(ctx: Ctx, topic: NewTopic, create: (ctx: Ctx) => Promise<Creation>): Promise<Creation>;
}

/**
 * The seams of topic creation: how a creator waits for the topic, how its partitions are assigned, what
 * callers that want the same topic share, and what the leader of the metadata log does with a creation.
 */
import type { Env, NodeId } from '../../env.js';
import type { RequestId, Topic } from '../../protocol/records.js';
import type { AssignmentPlan } from '../../metadata/assignment.js';
import type { MetadataView } from '../../metadata/state/state.js';
import type { MetadataStore } from '../../metadata/store.js';
import type { MetadataWriter, ProposalOutcome } from '../../metadata/writer.js';
import type { FailureName } from '../../protocol/errors.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Command } from '../../protocol/commands.js';
import type { Mailroom } from '../../protocol/rpc.js';
import type { WalOptions } from '../../wal/open.js';

export interface NewTopic extends Omit<Topic, 'topicId'> {
  /** An automatic creation is content with a topic that somebody else has created; an explicit one is not. */
  readonly mayExist: boolean;
  /** The client's name for an explicit creation, the same in all retries; `null`: each counts as another. */
  readonly requestId: RequestId | null;
  /** How long the caller waits for the creation, which may go on then; `null`: as long as it takes. */
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

export type FollowerWaitPort = Pick<CreationPort, 'env' | 'store'>;

/** Writes the creation and waits until the topic is in this node's image. */
export type CreateWait = (ctx: Ctx, port: CreationPort, topic: NewTopic) => Promise<Creation>;

/** Assigns the partitions of a topic that is in the image. */
export type Assign = (ctx: Ctx, port: CreationPort, topic: NewTopic) => Promise<Creation>;

export const CREATED: Creation = { ok: true };

/** As a request that is measured ends. */
export function outcomeOf(result: Creation): string {
  return result.ok ? 'ok' : result.error;
}

/** Nothing is left to do: the command that created the topic assigned its partitions. */
export const assignedAtCreation: Assign = () => Promise.resolve(CREATED);

/** Where the partitions of a new topic go, or why there is no place for them. */
export type Placement = (view: MetadataView, topic: NewTopic) => AssignmentPlan;

/** Runs `create` for a topic, or has the caller share what another one does. */
export interface CreationLock {
  run(ctx: Ctx, topic: NewTopic, create: (ctx: Ctx) => Promise<Creation>): Promise<Creation>;
}

/** The outcome, or null if the topic has yet to be created. Callers of automatic creations have looked. */
export function decided(view: MetadataView, { name, mayExist, requestId }: NewTopic): Creation | null {
  if (mayExist) return null;
  // First of all: to who repeats a request whose answer was lost, "the topic exists" would be a false answer.
  const answer = requestId === null ? undefined : view.answer(requestId)?.outcome;
  if (answer?.type === 'refused') return { ok: false, error: answer.error };
  if (answer !== undefined) return { ok: true };
  return view.topic(name) === undefined ? null : { ok: false, error: 'TOPIC_ALREADY_EXISTS' };
}

/** The id of the topic that the request created, should there be another of the name by now. */
export function createdTopicId(view: MetadataView, { name, requestId }: NewTopic): string {
  const answer = requestId === null ? undefined : view.answer(requestId)?.outcome;
  if (answer?.type === 'ok' && answer.reply.type === 'topic') return answer.reply.topicId;
  return view.topic(name)?.topicId ?? '';
}

export interface LeaderWriteParts extends Pick<CreationPort, 'env' | 'store' | 'writer'> {
  readonly mailroom: Mailroom;
  /** All nodes, this one too. */
  readonly nodes: readonly NodeId[];
  readonly observe: (fact: DirectWriteFact) => void;
}

/** The image was changed by a write that is in no Raft log. */
export type DirectWriteFact = {
  readonly type: 'appliedDirectly';
  readonly nodeId: NodeId;
  /** The same on all nodes. */
  readonly writeId: string;
  readonly command: Command;
  /** Of the image behind it. */
  readonly stateHash: number;
};

export interface LeaderWrite {
  /** Creates the topic, on whichever node; `createWait` is how it is done by way of Raft. */
  create(ctx: Ctx, port: CreationPort, topic: NewTopic, createWait: CreateWait): Promise<Creation>;
  /** Carries out a write of another node, on one that takes itself for the leader. */
  takeForwarded(ctx: Ctx, command: Command): Promise<ProposalOutcome>;
}

export type LeaderWriteOpened =
  /** `begin` is called before the log is applied. */
  | { readonly ok: true; readonly begin: (parts: LeaderWriteParts) => LeaderWrite }
  | { readonly ok: false; readonly reason: string };

/** Opens what it keeps on the disk. */
export type OpenLeaderWrite = (
  env: Env,
  options: WalOptions,
  done: (opened: LeaderWriteOpened) => void,
) => void;

/**
 * What the leader of the metadata log does with a creation: one that it was asked for itself, and one that another node has passed
 * on.
 */
import type { Env, NodeId } from '../../env.js';
import type { Command } from '../../protocol/commands.js';
import type { MetadataStore } from '../../metadata/store.js';
import type { MetadataWriter, ProposalOutcome } from '../../metadata/writer.js';
import type { Mailroom } from '../../protocol/mailroom.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { WalOptions } from '../../wal/open.js';
import type { CreateWait, Creation, CreationPort, NewTopic } from './creation.js';

export interface LeaderWriteParts {
  readonly env: Env;
  readonly mailroom: Mailroom;
  /** All nodes, this one too. */
  readonly nodes: readonly NodeId[];
  readonly store: MetadataStore;
  readonly writer: MetadataWriter;
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

/** The ready loop: when a Raft node is ticked, takes in messages, and has its Readys carried out. */
import type { ProposeResult, Raft, RaftMessage } from '../raft/index.js';
import type { Ctx } from '../runtime/ctx.js';
import type { QuorumNode } from './node.js';

/** What a node says when it is asked who leads. */
export interface Leadership {
  readonly leads: boolean;
  readonly leaderId: string | null;
}

/** As Raft knows it at this moment. */
export function leadershipOf(raft: Raft): Leadership {
  const { role, leaderId } = raft.status();
  return { leads: role === 'leader', leaderId };
}

export interface ReadyLoop {
  /** Begins to tick. */
  start(): void;
  /** Takes a message from a peer. */
  receive(message: RaftMessage): void;
  /** Puts data into the log, if this node leads; waits as the loop makes proposers wait, not for a commit. */
  propose(ctx: Ctx, data: Uint8Array): Promise<ProposeResult>;
  transferLeadership(to: string): void;
  /** Runs a change of the raft node as soon as the loop allows one. */
  whenIdle(change: () => void): void;
  /** What this node would answer now; it may be older than what Raft knows. */
  leadership(): Leadership;
}

export interface LoopConfig {
  /** Between ticks of the Raft clock, microseconds. */
  readonly tickUs: number;
  /** Before the first, so that nodes do not tick as one; 0..tickUs. */
  readonly phaseUs: number;
}

export type CreateLoop = (node: QuorumNode, config: LoopConfig) => ReadyLoop;

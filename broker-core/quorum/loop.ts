/**
 * The ready loop: when a Raft node is ticked, takes in messages, and has its Readys carried out. Strategies in `variants/loop/`.
 */
import type { ProposeResult, RaftMessage } from '../raft/index.js';
import type { Ctx } from '../runtime/ctx.js';
import type { MissedTicks } from '../runtime/time.js';
import type { QuorumNode } from './node.js';
import type { ReadyIo } from './ready-io.js';

/** What a node says when it is asked who leads. */
export interface Leadership {
  readonly leads: boolean;
  readonly leaderId: string | null;
}

export interface ReadyLoop {
  /** Begins to tick. */
  start(): void;
  /** Takes a message from a peer. */
  receive(message: RaftMessage): void;
  /** Puts data into the log, if this node leads; waits for what the loop makes a proposer wait for, not for the commit. */
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
  /** Only a loop with a period has turns; an event-driven one reads nothing of this. */
  readonly turns: TurnsConfig;
}

interface TurnsConfig {
  readonly readyIo: ReadyIo;
  /** What becomes of ticks that fell while a turn lasted. */
  readonly missedTicks: MissedTicks;
  /** Whether what `advance` returns is looked at: a commit that reached a follower together with its entry is only there. */
  readonly handlesLightReady: boolean;
  /** Whether a proposer looks at who leads under the same lock under which it proposes, or under one that it takes before. */
  readonly checksWithProposal: boolean;
  /** Whether questions after the leader are answered from flags that are set at the end of a turn. */
  readonly cachesLeadership: boolean;
}

export type CreateLoop = (node: QuorumNode, config: LoopConfig) => ReadyLoop;

/**
 * How a loop with a period carries one Ready to the disk and back to Raft: what it holds meanwhile, and what it does when the disk
 * does not answer. Strategies beside this file.
 */
import type { Ready } from '../../raft/index.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Mutex } from '../../runtime/mutex.js';
import type { QuorumNode } from '../../quorum/node.js';

/** What a strategy works with. */
export interface ReadyTurns {
  readonly node: QuorumNode;
  /** The documents' `raft_node`: whoever touches Raft holds it, proposers too. */
  readonly lock: Mutex;
  /** Runs `work` at once, on behalf of what has waited for this turn. */
  onBehalf(work: () => void): void;
  /**
   * Lets one tick pass, takes in what has come since the last turn, and opens a Ready, of which what may leave at once has left.
   * Null if there is none.
   */
  take(): Ready | null;
  /** Sends what waited for the Ready to be durable, applies what is committed, and gives the Ready back by `advance`. */
  complete(ready: Ready): void;
  /** From now on this is who leads, for those who are answered from flags; part of {@link complete}, for who gives Readys back alone. */
  rememberLeadership(): void;
}

/** One turn: called at each tick, and the next tick is not looked for before it has ended. */
export type ReadyIo = (ctx: Ctx, turns: ReadyTurns) => Promise<void>;

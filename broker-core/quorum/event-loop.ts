/**
 * Event-driven: a message or a proposal is carried out when it comes; the disk writes while the network sends, and further
 * Readys follow while a write is under way. Only elections and heartbeats have a clock.
 */
import type { Wait } from '../env.js';
import { leadershipOf, type CreateLoop, type Leadership, type LoopConfig, type ReadyLoop } from './loop.js';
import type { QuorumNode } from './node.js';
import type { ProposeResult, RaftMessage, Ready } from '../raft/index.js';
import type { Ctx } from '../runtime/ctx.js';

const TICK: Wait = { kind: 'tick', label: 'raft clock' };

export const eventLoop: CreateLoop = (node, config) => new EventLoop(node, config);

class EventLoop implements ReadyLoop {
  readonly #node: QuorumNode;
  readonly #config: LoopConfig;
  /** Applying an entry may lead to a proposal; it is carried out when the Ready in hand has been. */
  #working = false;

  constructor(node: QuorumNode, config: LoopConfig) {
    this.#node = node;
    this.#config = config;
  }

  start(): void {
    this.#tickAfter(this.#config.phaseUs);
    this.#work();
  }

  receive(message: RaftMessage): void {
    if (this.#node.step(message)) this.#work();
  }

  propose(_ctx: Ctx, data: Uint8Array): Promise<ProposeResult> {
    const result = this.#node.deps.raft.propose(data);
    this.#work();
    return Promise.resolve(result);
  }

  transferLeadership(to: string): void {
    this.#node.deps.raft.transferLeadership(to);
    this.#work();
  }

  whenIdle(change: () => void): void {
    // Between two Readys the node is always open to changes.
    change();
  }

  leadership(): Leadership {
    return leadershipOf(this.#node.deps.raft);
  }

  #tickAfter(delayUs: number): void {
    const { env, raft } = this.#node.deps;
    env.timers.after(delayUs, TICK, () => {
      raft.tick();
      this.#work();
      this.#tickAfter(this.#config.tickUs);
    });
  }

  #work(): void {
    if (this.#working) return;
    this.#working = true;
    const { raft } = this.#node.deps;
    while (raft.hasReady()) this.#carryOut(raft.ready());
    this.#working = false;
  }

  #carryOut(ready: Ready): void {
    const node = this.#node;
    const { raft } = node.deps;
    raft.advanceAppendAsync(ready);
    node.send(ready.messages);
    node.persist(ready, () => {
      node.send(ready.persistedMessages);
      raft.onPersistReady(ready.number);
      this.#work();
    });
    node.apply(ready.committedEntries);
  }
}

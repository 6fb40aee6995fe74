/**
 * One Ready for each tick, as the documents' broker does it: a `tokio::time::interval` ticks the Raft clock, takes in what has
 * come since the last time, and carries out one Ready with the node locked, over the disk write as well (spec 0.2, R8).
 *
 * So a commit on the leader takes from one to two periods: the proposal waits for the next tick to leave, and the answers, which
 * come within milliseconds, for the one after.
 */
import type { Cause, Wait } from '../../env.js';
import type { CreateLoop, LoopConfig, ReadyLoop } from '../../quorum/loop.js';
import type { QuorumNode } from '../../quorum/node.js';
import type { ProposeResult, RaftMessage, Ready } from '../../raft/index.js';
import { sharedCompletion } from '../../runtime/callback.js';
import { spawn, type Ctx } from '../../runtime/ctx.js';
import { Mutex } from '../../runtime/mutex.js';
import { Interval, sleep } from '../../runtime/time.js';

const TICK: Wait = { kind: 'tick', label: 'ready loop' };
const PERSISTED: Wait = { kind: 'wake', label: 'ready persisted' };

export const tickLoop: CreateLoop = (node, config) => new TickLoop(node, config);

interface Arrived {
  readonly message: RaftMessage;
  readonly at: Cause;
}

class TickLoop implements ReadyLoop {
  readonly #node: QuorumNode;
  readonly #config: LoopConfig;
  readonly #lock = new Mutex('raft_node');
  #inbox: Arrived[] = [];
  #changes: (() => void)[] = [];

  constructor(node: QuorumNode, config: LoopConfig) {
    this.#node = node;
    this.#config = config;
  }

  start(): void {
    spawn(this.#node.deps.env, (ctx) => this.#run(ctx));
  }

  receive(message: RaftMessage): void {
    this.#inbox.push({ message, at: this.#node.deps.env.trace.here() });
  }

  propose(ctx: Ctx, data: Uint8Array): Promise<ProposeResult> {
    return this.#lock.hold(ctx, () => {
      const { raft } = this.#node.deps;
      // Checked before, as there: a follower's proposal is an error here, not a message to the leader.
      if (raft.status().role !== 'leader') return { type: 'dropped', reason: 'noLeader' };
      const result = raft.propose(data);
      if (result.type === 'appended') this.#node.noteProposal();
      return result;
    });
  }

  transferLeadership(to: string): void {
    this.whenIdle(() => {
      this.#node.deps.raft.transferLeadership(to);
    });
  }

  whenIdle(change: () => void): void {
    this.#changes.push(change);
  }

  async #run(ctx: Ctx): Promise<void> {
    await sleep(ctx, this.#config.phaseUs, TICK);
    const interval = new Interval(ctx.env, this.#config.tickUs, TICK, 'burst');
    for (;;) {
      await interval.tick(ctx);
      await this.#lock.hold(ctx, () => this.#turn(ctx));
    }
  }

  async #turn(ctx: Ctx): Promise<void> {
    const { raft } = this.#node.deps;
    const cause = this.#cause();
    const ready = await sharedCompletion<Ready | null>(ctx, PERSISTED, (done) => {
      const work = (): void => {
        this.#begin(done);
      };
      if (cause === null) work();
      else ctx.env.trace.handoff(cause, TICK, work);
    });
    if (ready === null) return;
    this.#node.send(ready.persistedMessages);
    this.#node.apply(ready.committedEntries);
    const light = raft.advance(ready);
    this.#node.send(light.messages);
    this.#node.apply(light.committedEntries);
  }

  /** Takes in what has come, ticks, and starts on one Ready; `done` gets it once it is durable, or null if there is none. */
  #begin(done: (ready: Ready | null) => void): void {
    const node = this.#node;
    const { raft } = node.deps;
    for (const change of this.#changes.splice(0)) change();
    for (const { message } of this.#inbox.splice(0)) raft.step(message);
    raft.tick();
    if (!raft.hasReady()) {
      done(null);
      return;
    }
    const ready = raft.ready();
    node.send(ready.messages);
    node.persist(ready, () => {
      done(ready);
    });
  }

  /** What has waited for this tick: the first replicated entries or answers that came, or else the oldest proposal. */
  #cause(): Cause | null {
    const proposed = this.#node.takeProposalCause();
    const answer = this.#inbox.find(
      ({ message }) => message.type === 'appendResponse' || message.type === 'appendEntries',
    );
    return answer?.at ?? proposed;
  }
}
